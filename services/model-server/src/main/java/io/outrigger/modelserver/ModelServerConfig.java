package io.outrigger.modelserver;

import io.outrigger.chassis.config.Settings;
import io.outrigger.chassis.server.ServerConfig;
import io.outrigger.modelserver.repository.RepositoryConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The model server's settings.
 *
 * @param poolBytesMax direct memory that is kept for the next requests
 */
public record ModelServerConfig(ServerConfig server, RepositoryConfig repository, long poolBytesMax) {

    private static final long MIB = 1L << 20;

    /** Ports as Triton has them. */
    public static ModelServerConfig from(Settings settings) {
        var server = ServerConfig.from(settings, "HTTP_PORT", 8000, "GRPC_PORT", 8001, "METRICS_PORT", 8002);
        Path root = Path.of(settings.string("MODEL_REPOSITORY", "models", "folder of the models' folders")).toAbsolutePath().normalize();
        String control = settings.choice("MODEL_CONTROL_MODE", "explicit", List.of("explicit", "none"),
                "whether callers may load and unload models");
        boolean strict = settings.choice("STRICT_READINESS", "true", List.of("true", "false"),
                "whether /v2/health/ready wants every model to be ready, as Triton's --strict-readiness").equals("true");
        int queued = settings.integer("QUEUE_REQUESTS_MAX", 1_024, 1, 1_000_000, "requests that may wait for one version of a model");
        long queuedBytes = settings.bytes("QUEUE_BYTES_MAX", 256 * MIB, "bytes of tensors that may wait for one version of a model");
        long pool = settings.bytes("BUFFER_POOL_BYTES_MAX", 64 * MIB, "direct memory kept between requests");
        return new ModelServerConfig(server, new RepositoryConfig(root, control.equals("explicit"), strict, queued, queuedBytes), pool);
    }

    /** Why the server cannot start with these settings, besides what they say themselves. */
    void checkRepository() {
        if (!Files.isDirectory(repository.root())) {
            throw new IllegalStateException("MODEL_REPOSITORY: there is no folder " + repository.root());
        }
    }
}
