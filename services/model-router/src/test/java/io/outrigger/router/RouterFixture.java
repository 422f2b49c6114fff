package io.outrigger.router;

import io.grpc.StatusRuntimeException;
import io.outrigger.chassis.config.Settings;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.GrpcErrors;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.server.ServiceServer;
import io.outrigger.proto.registry.v1.Alias;
import io.outrigger.proto.registry.v1.Fleet;
import io.outrigger.proto.registry.v1.Model;
import io.outrigger.proto.registry.v1.Signature;
import io.outrigger.proto.registry.v1.Strategy;
import io.outrigger.proto.registry.v1.Version;
import io.outrigger.testing.Behaviour;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.StandInRegistry;
import io.outrigger.testing.StandInServer;
import io.outrigger.testing.StockCaller;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

/** A router on free ports between a registry and a server that stands where the orchestrator would. */
final class RouterFixture implements AutoCloseable {

    final StandInServer orchestrator = StandInServer.start();
    final StandInRegistry registry;
    final ServiceServer router;
    final StockCaller caller;

    RouterFixture() {
        this(StandInRegistry.start());
        registry.put(Fleet.newBuilder().setName("gpu").setAddress("gpu:8001").build());
        registry.put(Fleet.newBuilder().setName("cpu").setAddress("cpu:8001").build());
        registry.put(model("digits", Strategy.STRATEGY_ROUND_ROBIN, 1, "default"));
        Eventually.isTrue(() -> get("/v1/routes").contains("digits"));
    }

    private RouterFixture(StandInRegistry registry) {
        this.registry = registry;
        this.router = router(registry.port(), orchestrator.port());
        this.caller = StockCaller.of(router.grpcPort());
    }

    static ServiceServer router(int registryPort, int orchestratorPort) {
        Settings settings = new Settings(Map.ofEntries(
                Map.entry("BIND_HOST", "127.0.0.1"), Map.entry("PORT", "0"), Map.entry("GRPC_PORT", "0"), Map.entry("MANAGEMENT_PORT", "0"),
                Map.entry("DRAIN_PAUSE", "0ms"), Map.entry("DRAIN_TIMEOUT", "2s"), Map.entry("BYTES_IN_FLIGHT_MAX", "512MiB"),
                Map.entry("PROBE_INTERVAL", "200ms"), Map.entry("LATENCY_DECAY", "300ms"),
                Map.entry("REGISTRY_GRPC", "127.0.0.1:" + registryPort), Map.entry("ORCHESTRATOR_GRPC", "127.0.0.1:" + orchestratorPort)));
        RouterConfig config = RouterConfig.from(settings);
        settings.check();
        return RouterServer.start(config);
    }

    /** A model with versions 1 and 2 on these fleets, whose alias {@code stable} points at this version. */
    static Model model(String name, Strategy strategy, long stable, String... fleets) {
        return Model.newBuilder().setName(name).setDefaultAlias("stable").setStrategy(strategy)
                .addVersions(version(1, fleets)).addVersions(version(2, fleets))
                .addAliases(Alias.newBuilder().setName("stable").setVersion(stable))
                .build();
    }

    static ErrorCode codeOf(StatusRuntimeException failure) {
        return GrpcErrors.ofStatus(failure.getStatus(), failure.getTrailers()).code();
    }

    /** A failure as the orchestrator would answer it. */
    static Behaviour orchestratorSays(ErrorCode code, String sentence) {
        return Behaviour.failing(GrpcErrors.toStatus(new ServiceException(code, sentence), "id"));
    }

    String get(String path) {
        return fetched(router.restPort(), path).body();
    }

    static HttpResponse<String> fetched(int port, String path) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static Version version(long number, String... fleets) {
        return Version.newBuilder().setNumber(number).setFramework("onnx").setSignature(Signature.getDefaultInstance())
                .addAllFleets(List.of(fleets)).build();
    }

    @Override
    public void close() {
        caller.close();
        router.close();
        registry.close();
        orchestrator.close();
    }
}
