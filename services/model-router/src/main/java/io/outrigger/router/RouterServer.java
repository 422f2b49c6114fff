package io.outrigger.router;

import io.grpc.ManagedChannel;
import io.outrigger.chassis.server.Composition;
import io.outrigger.chassis.server.ServiceServer;
import io.outrigger.chassis.telemetry.Telemetry;
import io.outrigger.openinference.wire.InferMethods;
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

/** The model-router, put together; ready once it has read the registry. */
public final class RouterServer {

    static final String NAME = "model-router";

    private static final String PROTOCOL_VERSION = "1.0";

    private RouterServer() {
    }

    public static ServiceServer start(RouterConfig config) {
        return ServiceServer.start(config.server(), Telemetry.of(NAME, config.server().tracing()),
                service -> compose(config, service));
    }

    private static void compose(RouterConfig config, Composition service) {
        long messageBytesMax = config.server().messageBytesMax();
        Telemetry telemetry = service.telemetry();
        ManagedChannel registryChannel = service.owns(
                Channels.toService(config.registry(), messageBytesMax, telemetry), ManagedChannel::shutdownNow);
        ManagedChannel orchestrator = service.owns(
                Channels.toService(config.orchestrator(), messageBytesMax, telemetry), ManagedChannel::shutdownNow);
        RegistryView registry = service.owns(RegistryView.watch(registryChannel).measuredBy(telemetry));
        Targets targets = new Targets(config.fleets(), telemetry.nanoTime());
        registry.onChange(targets::follow);
        service.owns(FleetProbes.start(config.fleets(), targets, orchestrator));
        Router router = new Router(registry::resolve, registry::snapshot, registry::current, targets,
                new FleetChooser(config.fleets().trialsMax(), bound -> ThreadLocalRandom.current().nextInt(bound)));
        InferenceForward inferences = new InferenceForward(router, orchestrator, config.requestTimeout(), telemetry.nanoTime());
        ControlForward control = new ControlForward(router, orchestrator, config.requestTimeout());
        service.rest(new StatusRoutes(registry, targets, telemetry.clock()))
                .grpc(new RelayService("outrigger-router", PROTOCOL_VERSION, registry::loaded).definition(
                        inferences, new StreamRelay(inferences, telemetry, config.streamMessagesMax()), control::of))
                .neverBlocks(InferMethods.MODEL_INFER)
                .readiness("registry", registry::notReadyReason);
    }
}
