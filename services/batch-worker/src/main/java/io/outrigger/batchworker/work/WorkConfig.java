package io.outrigger.batchworker.work;

import io.outrigger.batchworker.job.JobLimits;
import io.outrigger.batchworker.job.PublishOrder;
import io.outrigger.chassis.config.Settings;
import java.time.Duration;

/**
 * How the worker goes about its work.
 *
 * @param order how many chunks wait in the queue, of one job and of all
 * @param outputInDatabaseMax bytes of a chunk's lines that go into the database with its end
 * @param cutters inputs that are counted at once
 * @param sweepInterval between looks for what was lost or is over
 */
public record WorkConfig(JobLimits limits, PublishOrder order, int outputInDatabaseMax, int cutters, Duration sweepInterval) {

    private static final int KIB = 1 << 10;

    public static WorkConfig from(Settings settings) {
        Duration lease = settings.duration("JOB_LEASE", Duration.ofSeconds(30), "after which a worker that is silent has lost its chunks");
        if (lease.compareTo(Duration.ofSeconds(1)) < 0) {
            settings.reject("JOB_LEASE: expected at least 1 s.");
        }
        Duration patience = settings.duration("JOB_QUEUE_PATIENCE", Duration.ofSeconds(60),
                "after which a chunk in the queue is taken for lost");
        JobLimits standard = JobLimits.DEFAULT;
        int attempts = settings.integer("JOB_ATTEMPTS_MAX", standard.attemptsMax(), 1, 1_000,
                "leases of a chunk whose worker does not come back, before its rows have failed");
        return new WorkConfig(
                new JobLimits(lease, lease, attempts,
                        patience, standard.queuePatienceMax().compareTo(patience) < 0 ? patience : standard.queuePatienceMax(),
                        standard.putOff(), standard.putOffMax()),
                new PublishOrder(
                        settings.integer("JOB_QUEUE_CHUNKS_MAX", 512, 1, 100_000, "chunks of all jobs that wait in the queue"),
                        settings.integer("JOB_QUEUE_ROWS_MAX", 16_384, 1, 100_000_000, "rows of all jobs that wait in the queue"),
                        settings.integer("JOB_WINDOW_CHUNKS", 8, 1, 10_000, "chunks of one job that wait in the queue"),
                        Math.max(1, attempts / 2)),
                (int) settings.bytes("JOB_OUTPUT_IN_DATABASE_MAX", 64 * KIB, "lines of a chunk that lie in the database, and not in S3"),
                settings.integer("JOB_CUTTERS", 2, 1, 64, "inputs that are counted at once"),
                settings.duration("JOB_SWEEP_INTERVAL", Duration.ofSeconds(2), "between looks for lost chunks and windows that are over"));
    }

    /** A third of the lease, so that one renewal may fail. */
    Duration renewal() {
        return limits.chunkLease().dividedBy(3);
    }
}
