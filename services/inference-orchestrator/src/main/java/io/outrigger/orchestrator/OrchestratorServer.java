package io.outrigger.orchestrator;

import io.grpc.ManagedChannel;
import io.outrigger.chassis.server.ServiceServer;
import io.outrigger.chassis.telemetry.Telemetry;
import io.outrigger.orchestrator.backend.FleetBackend;
import io.outrigger.orchestrator.backend.LatencyTable;
import io.outrigger.orchestrator.fleet.Fleets;
import io.outrigger.orchestrator.infer.ControlRelay;
import io.outrigger.orchestrator.infer.InferenceHandler;
import io.outrigger.orchestrator.infer.KnownModels;
import io.outrigger.orchestrator.status.FleetsRoute;
import io.outrigger.registryview.RegistryView;
import io.outrigger.relay.hop.Channels;
import io.outrigger.relay.service.RelayService;
import io.outrigger.relay.service.StreamRelay;

/**
 * The inference-orchestrator, put together and running.
 *
 * <p>It is ready without the registry: the fleet {@code default} needs only its own address.
 */
public final class OrchestratorServer implements AutoCloseable {

    static final String NAME = "inference-orchestrator";

    private static final String PROTOCOL_VERSION = "1.0";

    private final Telemetry telemetry;
    private final ManagedChannel registryChannel;
    private final RegistryView registry;
    private final Fleets fleets;
    private final ServiceServer server;

    public OrchestratorServer(OrchestratorConfig config) {
        long messageBytesMax = config.server().messageBytesMax();
        telemetry = Telemetry.of(NAME, config.server().otlpEndpoint());
        registryChannel = Channels.toService(config.registry(), messageBytesMax, telemetry);
        registry = RegistryView.watch(registryChannel);
        fleets = new Fleets(config.defaultFleet(),
                address -> Channels.toModelServer(address, messageBytesMax, telemetry), registry::loaded,
                registry::current);
        registry.onChange(fleets::follow);
        LatencyTable latencies = new LatencyTable();
        KnownModels known = new KnownModels(registry::snapshot, latencies);
        InferenceHandler inferences = new InferenceHandler(
                new FleetBackend(fleets, latencies, known, telemetry.nanoTime()), known, config.requestTimeout());
        ControlRelay control = new ControlRelay(fleets, known, config.requestTimeout());
        try {
            server = ServiceServer.builder(NAME, config.server(), telemetry)
                    .rest(new FleetsRoute(fleets, latencies))
                    .grpc(new RelayService("outrigger-orchestrator", PROTOCOL_VERSION, () -> true).definition(
                            inferences, new StreamRelay(inferences, telemetry, config.streamMessagesMax()), control::of))
                    .start();
        } catch (RuntimeException failed) {
            closeClients();
            throw failed;
        }
    }

    public int restPort() {
        return server.restPort();
    }

    public int grpcPort() {
        return server.grpcPort();
    }

    public int managementPort() {
        return server.managementPort();
    }

    /** Serves what is in flight to its end, then lets go of fleets and registry. */
    @Override
    public void close() {
        server.close();
        closeClients();
    }

    private void closeClients() {
        registry.close();
        registryChannel.shutdownNow();
        fleets.close();
        telemetry.close();
    }
}
