package io.outrigger.router;

import io.grpc.ManagedChannel;
import io.outrigger.chassis.server.ServiceServer;
import io.outrigger.chassis.telemetry.Telemetry;
import io.outrigger.registryview.RegistryView;
import io.outrigger.relay.hop.Channels;
import io.outrigger.relay.service.RelayService;
import io.outrigger.relay.service.StreamRelay;
import io.outrigger.router.fleet.FleetChooser;
import io.outrigger.router.fleet.FleetProbes;
import io.outrigger.router.fleet.Targets;
import io.outrigger.router.forward.ControlForward;
import io.outrigger.router.forward.InferenceForward;
import io.outrigger.router.route.Router;
import io.outrigger.router.status.StatusRoutes;
import java.util.concurrent.ThreadLocalRandom;

/** The model-router, put together and running; ready once it has read the registry. */
public final class RouterServer implements AutoCloseable {

    static final String NAME = "model-router";

    private static final String PROTOCOL_VERSION = "1.0";

    private final Telemetry telemetry;
    private final ManagedChannel registryChannel;
    private final ManagedChannel orchestrator;
    private final RegistryView registry;
    private final FleetProbes probes;
    private final ServiceServer server;

    public RouterServer(RouterConfig config) {
        long messageBytesMax = config.server().messageBytesMax();
        telemetry = Telemetry.of(NAME, config.server().otlpEndpoint());
        registryChannel = Channels.toService(config.registry(), messageBytesMax, telemetry);
        orchestrator = Channels.toService(config.orchestrator(), messageBytesMax, telemetry);
        registry = RegistryView.watch(registryChannel);
        Targets targets = new Targets(config.fleets(), telemetry.nanoTime());
        registry.onChange(targets::follow);
        probes = FleetProbes.start(config.fleets(), targets, orchestrator);
        Router router = new Router(registry::resolve, registry::snapshot, registry::current, targets,
                new FleetChooser(config.fleets().trialsMax(), bound -> ThreadLocalRandom.current().nextInt(bound)));
        InferenceForward inferences = new InferenceForward(router, orchestrator, config.requestTimeout(), telemetry.nanoTime());
        ControlForward control = new ControlForward(router, orchestrator, config.requestTimeout());
        try {
            server = ServiceServer.builder(NAME, config.server(), telemetry)
                    .rest(new StatusRoutes(registry, targets, telemetry.clock()))
                    .grpc(new RelayService("outrigger-router", PROTOCOL_VERSION, registry::loaded).definition(
                            inferences, new StreamRelay(inferences, telemetry, config.streamMessagesMax()), control::of))
                    .readiness("registry", registry::notReadyReason)
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

    /** Serves what is in flight to its end, then lets go of registry and orchestrator. */
    @Override
    public void close() {
        server.close();
        closeClients();
    }

    private void closeClients() {
        probes.close();
        registry.close();
        registryChannel.shutdownNow();
        orchestrator.shutdownNow();
        telemetry.close();
    }
}
