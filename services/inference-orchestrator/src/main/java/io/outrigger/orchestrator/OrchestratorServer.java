package io.outrigger.orchestrator;

import io.grpc.ManagedChannel;
import io.outrigger.chassis.server.Composition;
import io.outrigger.chassis.server.ServiceServer;
import io.outrigger.chassis.telemetry.Telemetry;
import io.outrigger.openinference.wire.InferMethods;
import io.outrigger.orchestrator.backend.BatchingBackend;
import io.outrigger.orchestrator.backend.LatencyTable;
import io.outrigger.orchestrator.fleet.FleetLinks;
import io.outrigger.orchestrator.infer.ControlRelay;
import io.outrigger.orchestrator.infer.InferenceHandler;
import io.outrigger.orchestrator.infer.KnownModels;
import io.outrigger.orchestrator.status.FleetsRoute;
import io.outrigger.orchestrator.status.LanesRoute;
import io.outrigger.registry.Fleet;
import io.outrigger.registryview.RegistryView;
import io.outrigger.relay.hop.Channels;
import io.outrigger.relay.service.RelayService;
import io.outrigger.relay.service.StreamRelay;

/**
 * The inference-orchestrator, put together.
 *
 * <p>It is ready without the registry: the fleet {@code default} needs only its own address.
 */
public final class OrchestratorServer {

    static final String NAME = "inference-orchestrator";

    private static final String PROTOCOL_VERSION = "1.0";

    private OrchestratorServer() {
    }

    public static ServiceServer start(OrchestratorConfig config) {
        return ServiceServer.start(config.server(), Telemetry.of(NAME, config.server().tracing()),
                service -> compose(config, service));
    }

    private static void compose(OrchestratorConfig config, Composition service) {
        long messageBytesMax = config.server().messageBytesMax();
        Telemetry telemetry = service.telemetry();
        ManagedChannel registryChannel = service.owns(
                Channels.toService(config.registry(), messageBytesMax, telemetry), ManagedChannel::shutdownNow);
        RegistryView registry = service.owns(RegistryView.watch(registryChannel).measuredBy(telemetry));
        FleetLinks fleets = service.owns(new FleetLinks(config.defaultFleet(),
                address -> Channels.toModelServer(address, messageBytesMax, telemetry), registry::loaded, registry::current));
        registry.onChange(fleets::follow);
        LatencyTable latencies = new LatencyTable();
        KnownModels known = new KnownModels(registry::snapshot, latencies);
        BatchingBackend backend = service.owns(
                new BatchingBackend(fleets, latencies, known, known::batched,
                        fleet -> fleet.equals(Fleet.DEFAULT) ? config.defaultReplicas() : known.replicas(fleet),
                        config.batching(), telemetry));
        InferenceHandler inferences = new InferenceHandler(backend, fleets::knows, known, config.requestTimeout());
        ControlRelay control = new ControlRelay(fleets, known, config.requestTimeout());
        service.rest(new FleetsRoute(fleets, latencies))
                .rest(new LanesRoute(backend::lanes))
                .grpc(new RelayService("outrigger-orchestrator", PROTOCOL_VERSION, () -> true).definition(
                        inferences, new StreamRelay(inferences, telemetry, config.streamMessagesMax()), control::of))
                .neverBlocks(InferMethods.MODEL_INFER);
    }
}
