package io.outrigger.batchworker.store;

import io.outrigger.batchworker.job.ChunkId;
import io.outrigger.batchworker.job.JobLimits;
import io.outrigger.database.SqlTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Chunks that may not be where they should be: a few more than are lost, since the rules decide. */
public final class ChunkSweep {

    private static final UUID FIRST = new UUID(0, 0);

    /**
     * The next chunks that are in the queue for longer than their patience or leased past their lease, by job and index.
     *
     * @param after the last one that was seen
     */
    public List<ChunkId> overdue(Handle handle, Instant now, JobLimits limits, Optional<ChunkId> after, int limit) {
        return handle.createQuery("""
                        SELECT job_id, index FROM chunks
                         WHERE state IN ('QUEUED', 'LEASED') AND (job_id, index) > (:afterJob, :afterIndex)
                           AND CASE state WHEN 'QUEUED'
                               THEN since <= CAST(:now AS timestamptz) - interval '1 second' * least(
                                        :patience * power(2, least(greatest(queued_times - 1, 0), 20)), :patienceMax)
                                    OR since > :sinceAhead
                               ELSE leased_until <= :now OR leased_until > :leaseAhead OR leased_until IS NULL END
                         ORDER BY job_id, index LIMIT :limit""")
                .bind("afterJob", after.map(id -> StoredId.job(id.jobId())).orElse(FIRST))
                .bind("afterIndex", after.map(ChunkId::index).orElse(-1))
                .bind("now", SqlTime.of(now))
                .bind("patience", seconds(limits.queuePatience()))
                .bind("patienceMax", seconds(limits.queuePatienceMax()))
                .bind("sinceAhead", SqlTime.of(now.plus(limits.queuePatience())))
                .bind("leaseAhead", SqlTime.of(now.plus(limits.chunkLease().multipliedBy(2))))
                .bind("limit", limit)
                .map((row, context) -> ChunkRow.id(row))
                .list();
    }

    /** Chunks that wait for a time that is further away than any is put off: a clock was set back since. */
    public List<ChunkId> ahead(Handle handle, Instant now, JobLimits limits, int limit) {
        return handle.createQuery("""
                        SELECT c.job_id, c.index FROM jobs j JOIN LATERAL (
                            SELECT job_id, index FROM chunks WHERE job_id = j.id AND state = 'WAITING' AND since > :ahead
                             ORDER BY since, index LIMIT :limit) c ON true
                         WHERE j.plan_at > :ahead LIMIT :limit""")
                .bind("ahead", SqlTime.of(now.plus(limits.putOffMax().multipliedBy(2))))
                .bind("limit", limit)
                .map((row, context) -> ChunkRow.id(row))
                .list();
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
