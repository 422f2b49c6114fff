package io.outrigger.modelserver;

import io.outrigger.chassis.server.Composition;
import io.outrigger.chassis.server.ServiceServer;
import io.outrigger.chassis.telemetry.Telemetry;
import io.outrigger.modelserver.buffers.BufferPool;
import io.outrigger.modelserver.execution.LoadedVersion;
import io.outrigger.modelserver.grpc.GrpcEdge;
import io.outrigger.modelserver.http.HttpEdge;
import io.outrigger.modelserver.protocol.Inferences;
import io.outrigger.modelserver.protocol.ServerMessages;
import io.outrigger.modelserver.repository.ModelRepository;
import io.outrigger.modelserver.runtime.CommandLine;
import io.outrigger.modelserver.statistics.CountsLedger;
import io.outrigger.modelserver.statistics.TritonMetrics;
import java.util.Optional;

/** The model server put together: models are loaded before the ports open. */
public final class ModelServer {

    static final String NAME = "model-server";

    private ModelServer() {
    }

    public static ServiceServer start(ModelServerConfig config) {
        config.checkRepository();
        CommandLine.check();
        return ServiceServer.start(config.server(), Telemetry.of(NAME, config.server().tracing()),
                service -> compose(config, service));
    }

    private static void compose(ModelServerConfig config, Composition service) {
        var buffers = new BufferPool(config.poolBytesMax());
        var ledger = new CountsLedger();
        var models = service.owns(new ModelRepository(config.repository(), buffers, ledger));
        var inferences = new Inferences(models);
        var messages = new ServerMessages(models);
        service.telemetry().collectors().register(new TritonMetrics(ledger, inferences::received,
                () -> models.all().stream().map(LoadedVersion::load).toList()));
        models.loadAll();
        service.rest(new HttpEdge(models, inferences, messages))
                .grpc(new GrpcEdge(models, inferences, messages, buffers).definition())
                .readiness("models", () -> models.isReady() ? Optional.empty() : Optional.of("a model that was to be loaded is not"));
    }
}
