package io.outrigger.orchestrator;

import io.grpc.StatusRuntimeException;
import io.outrigger.chassis.config.Settings;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.GrpcErrors;
import io.outrigger.chassis.server.ServiceServer;
import io.outrigger.client.RestClient;
import io.outrigger.proto.registry.v1.Fleet;
import io.outrigger.proto.registry.v1.Model;
import io.outrigger.proto.registry.v1.Signature;
import io.outrigger.proto.registry.v1.Strategy;
import io.outrigger.proto.registry.v1.Version;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.StandInRegistry;
import io.outrigger.testing.StandInServer;
import io.outrigger.testing.StockCaller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/** An orchestrator on free ports, with the fleet {@code default}, a registry, and a caller. */
final class OrchestratorFixture implements AutoCloseable {

    final StandInServer fleet = StandInServer.start();
    final StandInRegistry registry = StandInRegistry.start();
    final ServiceServer orchestrator;
    final StockCaller caller;

    OrchestratorFixture(String... settings) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "BIND_HOST", "127.0.0.1", "PORT", "0", "GRPC_PORT", "0", "MANAGEMENT_PORT", "0", "DRAIN_PAUSE", "0ms",
                "DRAIN_TIMEOUT", "2s", "BYTES_IN_FLIGHT_MAX", "512MiB",
                "TRITON_URL", fleet.address(), "REGISTRY_GRPC", "127.0.0.1:" + registry.port()));
        environment.put("BATCHING_WAIT_MAX", "0s"); // fleets are held here, for whatever time
        for (int i = 0; i < settings.length; i += 2) {
            environment.put(settings[i], settings[i + 1]);
        }
        Settings read = new Settings(environment);
        OrchestratorConfig config = OrchestratorConfig.from(read);
        read.check();
        orchestrator = OrchestratorServer.start(config);
        caller = StockCaller.of(orchestrator.grpcPort());
    }

    /** Puts version 1 of a model into the registry, of which the fleet {@code default} takes so many rows at once. */
    void register(String model, int rowsMax) {
        registry.put(model(model, rowsMax).build());
    }

    static Model.Builder model(String name, int rowsMax) {
        return Model.newBuilder().setName(name).setStrategy(Strategy.STRATEGY_ROUND_ROBIN)
                .addVersions(Version.newBuilder().setNumber(1).addFleets("default")
                        .setSignature(Signature.newBuilder().setMaxBatchSize(rowsMax)));
    }

    static ErrorCode codeOf(StatusRuntimeException failure) {
        return GrpcErrors.ofStatus(failure.getStatus(), failure.getTrailers()).code();
    }

    /** What the orchestrator shows at an address of its REST port. */
    String page(String path) {
        return get(orchestrator.restPort(), path);
    }

    String metrics() {
        return get(orchestrator.managementPort(), "/metrics");
    }

    /** Until so many requests wait for a call of the fleet {@code default}. */
    void awaitWaiting(int requests) {
        awaitMetric("batch_requests_waiting", requests);
    }

    /** Until a metric of the fleet {@code default} has this value. */
    void awaitMetric(String name, int value) {
        Eventually.isTrue(() -> metrics().contains("""
                %s{fleet="default",service="inference-orchestrator"} %d.0
                """.formatted(name, value)));
    }

    private static String get(int port, String path) {
        try (RestClient client = RestClient.of("http://127.0.0.1:" + port)) {
            return client.get(path).text();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Fleet fleet(String name, StandInServer server) {
        return Fleet.newBuilder().setName(name).setAddress(server.address()).build();
    }

    @Override
    public void close() {
        caller.close();
        orchestrator.close();
        registry.close();
        fleet.close();
    }
}
