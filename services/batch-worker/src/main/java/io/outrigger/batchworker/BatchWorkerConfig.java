package io.outrigger.batchworker;

import io.outrigger.batchworker.objects.ObjectConfig;
import io.outrigger.batchworker.queue.QueueConfig;
import io.outrigger.batchworker.rows.CutLimits;
import io.outrigger.batchworker.run.RunLimits;
import io.outrigger.batchworker.webhook.WebhookConfig;
import io.outrigger.batchworker.work.WorkConfig;
import io.outrigger.chassis.config.HostPort;
import io.outrigger.chassis.config.Settings;
import io.outrigger.chassis.server.ServerConfig;
import io.outrigger.database.DatabaseConfig;
import io.outrigger.intake.JsonLimits;
import io.outrigger.intake.picture.PictureLimits;
import java.time.Duration;

/**
 * The worker's settings.
 *
 * @param router where rows go
 * @param registry where the registry's Watch is
 * @param inlineBytesMax of rows that came with a job's request and lie in the database
 * @param fileBytesMax of an uploaded file
 * @param openJobsMax of a tenant, that have not ended
 * @param captureKeep after which captured requests are removed
 */
public record BatchWorkerConfig(
        ServerConfig server, DatabaseConfig database, QueueConfig queue, ObjectConfig objects, HostPort router, HostPort registry,
        CutLimits cuts, RunLimits run, WorkConfig work, WebhookConfig webhooks, PictureLimits pictures, JsonLimits json,
        long inlineBytesMax, long fileBytesMax, int openJobsMax, Duration captureKeep) {

    private static final int SERVICE_DIGIT = 4;
    private static final int CONNECTIONS = 16;
    private static final long KIB = 1L << 10;
    private static final long GIB = 1L << 30;

    public static BatchWorkerConfig from(Settings settings) {
        ServerConfig server = ServerConfig.from(settings, SERVICE_DIGIT);
        return new BatchWorkerConfig(
                server,
                DatabaseConfig.from(settings, "outrigger-batch-worker", CONNECTIONS),
                QueueConfig.from(settings),
                ObjectConfig.from(settings),
                settings.hostPort("ROUTER_GRPC", new HostPort("localhost", 9081), "gRPC address of the model-router"),
                settings.hostPort("REGISTRY_GRPC", new HostPort("localhost", 9083), "gRPC address of the metadata-service"),
                CutLimits.from(settings),
                RunLimits.from(settings, server.messageBytesMax()),
                WorkConfig.from(settings),
                WebhookConfig.from(settings),
                PictureLimits.from(settings),
                JsonLimits.from(settings),
                settings.bytes("JOB_INLINE_IN_DATABASE_MAX", 256 * KIB, "rows of a request that lie in the database, and not in S3"),
                settings.bytes("FILE_BYTES_MAX", 8 * GIB, "largest uploaded file"),
                settings.integer("JOBS_OPEN_MAX", 100_000, 1, 10_000_000, "jobs of a tenant that have not ended"),
                settings.positive("CAPTURE_KEEP", Duration.ofDays(7), "how long captured requests stay"));
    }
}
