package io.outrigger.modelserver;

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
public final class ModelServer implements AutoCloseable {

    private final Telemetry telemetry;
    private final ModelRepository models;
    private final ServiceServer server;

    private ModelServer(ModelServerConfig config) {
        config.checkRepository();
        CommandLine.check();
        telemetry = Telemetry.of("model-server", config.server().otlpEndpoint());
        var buffers = new BufferPool(config.poolBytesMax());
        var ledger = new CountsLedger();
        var repository = new ModelRepository(config.repository(), buffers, ledger);
        models = repository;
        var inferences = new Inferences(repository);
        var messages = new ServerMessages(repository);
        telemetry.meters().getPrometheusRegistry().register(new TritonMetrics(ledger, inferences::received,
                () -> repository.all().stream().map(LoadedVersion::load).toList()));
        try {
            models.loadAll();
            server = ServiceServer.builder("model-server", config.server(), telemetry)
                    .rest(new HttpEdge(models, inferences, messages)::routes)
                    .grpc(new GrpcEdge(models, inferences, messages, buffers).definition())
                    .readiness("models", () -> models.isReady() ? Optional.empty() : Optional.of("a model that was to be loaded is not"))
                    .start();
        } catch (RuntimeException failed) {
            models.close();
            telemetry.close();
            throw failed;
        }
    }

    /** Loads the models, binds the ports and serves. */
    public static ModelServer start(ModelServerConfig config) {
        return new ModelServer(config);
    }

    public int httpPort() {
        return server.restPort();
    }

    public int grpcPort() {
        return server.grpcPort();
    }

    public int metricsPort() {
        return server.managementPort();
    }

    @Override
    public void close() {
        server.close();
        models.close();
        telemetry.close();
    }
}
