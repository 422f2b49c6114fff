package io.outrigger.batchworker.store;

import io.outrigger.batchworker.job.JobLimits;
import io.outrigger.database.SqlTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Jobs that time has made something of, a few at a time. */
public final class JobSweep {

    private static final String NO_CHILD = """
            NOT EXISTS (SELECT FROM jobs child WHERE child.parent = j.id AND NOT child.cut AND child.ended_at IS NULL)""";

    /** Jobs whose rows nobody counts: the oldest of those that nobody has tried, then those that were given back the longest ago. */
    public List<String> toCut(Handle handle, Instant now, JobLimits limits, int limit) {
        return handle.createQuery("""
                        SELECT id FROM jobs WHERE NOT cut AND ended_at IS NULL
                           AND (cut_until IS NULL OR cut_until <= :now OR cut_until > :ahead)
                         ORDER BY cut_until NULLS FIRST, id LIMIT :limit""")
                .bind("now", SqlTime.of(now))
                .bind("ahead", SqlTime.of(now.plus(limits.cutLease().multipliedBy(2))))
                .bind("limit", limit)
                .map((row, context) -> StoredId.job(row.getObject("id", UUID.class)))
                .list();
    }

    /** Jobs whose window is over and that have not stopped. */
    public List<String> pastWindow(Handle handle, Instant now, int limit) {
        return handle.createQuery("""
                        SELECT id FROM jobs WHERE ended_at IS NULL AND stop IS NULL AND window_end <= :now
                         ORDER BY window_end, id LIMIT :limit""")
                .bind("now", SqlTime.of(now))
                .bind("limit", limit)
                .map((row, context) -> StoredId.job(row.getObject("id", UUID.class)))
                .list();
    }

    /** Has jobs planned again of which chunks wait and that nobody would consider; gives how many. It should never find one. */
    public int planForgotten(Handle handle, Instant now, int limit) {
        return handle.createUpdate("""
                        UPDATE jobs SET plan_at = :now WHERE id IN (
                            SELECT id FROM jobs j WHERE ended_at IS NULL AND plan_at IS NULL
                               AND EXISTS (SELECT FROM chunks c WHERE c.job_id = j.id AND c.state = 'WAITING')
                             ORDER BY id LIMIT :limit FOR NO KEY UPDATE SKIP LOCKED)""")
                .bind("now", SqlTime.of(now))
                .bind("limit", limit)
                .execute();
    }

    /** Deletes ended jobs that have been kept for long enough; gives their ids. */
    public List<String> expire(Handle handle, Instant now, int limit) {
        return handle.createQuery("""
                        WITH gone AS (
                            UPDATE jobs SET deleted = true WHERE id IN (
                                SELECT id FROM jobs j WHERE removed_at <= :now AND NOT deleted AND %s
                                 ORDER BY removed_at LIMIT :limit FOR NO KEY UPDATE SKIP LOCKED)
                            RETURNING id),
                        forgotten AS (DELETE FROM submissions USING gone WHERE job_id = gone.id)
                        SELECT id FROM gone""".formatted(NO_CHILD))
                .bind("now", SqlTime.of(now))
                .bind("limit", limit)
                .map((row, context) -> StoredId.job(row.getObject("id", UUID.class)))
                .list();
    }

    /** Deleted jobs of which something is still there. */
    public List<String> deleted(Handle handle, int limit) {
        return handle.createQuery("SELECT id FROM jobs WHERE deleted ORDER BY id LIMIT :limit")
                .bind("limit", limit)
                .map((row, context) -> StoredId.job(row.getObject("id", UUID.class)))
                .list();
    }

    /** Those of the ids that are jobs', whoever's, deleted ones too as long as something of them is there. */
    public Set<String> known(Handle handle, List<String> ids) {
        return handle.createQuery("SELECT id FROM jobs WHERE id = ANY(:ids)")
                .bindArray("ids", UUID.class, ids.stream().map(StoredId::ofJob).flatMap(Optional::stream).toList())
                .map((row, context) -> StoredId.job(row.getObject("id", UUID.class)))
                .collect(Collectors.toSet());
    }

    /**
     * Removes some chunks of a deleted job, and the job itself behind the last ones. What is in objects is to be gone by then, since its
     * keys go too.
     *
     * @return whether nothing is left
     */
    public boolean remove(Handle handle, String id, int chunks) {
        int removed = handle.createUpdate("""
                        WITH first AS (
                            SELECT index FROM chunks WHERE job_id = :id AND EXISTS (SELECT FROM jobs WHERE id = :id AND deleted)
                             ORDER BY index LIMIT :chunks),
                        outputs AS (DELETE FROM chunk_outputs o USING first WHERE o.job_id = :id AND o.index = first.index)
                        DELETE FROM chunks c USING first WHERE c.job_id = :id AND c.index = first.index""")
                .bind("id", StoredId.job(id))
                .bind("chunks", chunks)
                .execute();
        if (removed == chunks) {
            return false;
        }
        handle.createUpdate("""
                        WITH gone AS (DELETE FROM jobs WHERE id = :id AND deleted RETURNING id)
                        DELETE FROM job_inputs USING gone WHERE job_id = gone.id""")
                .bind("id", StoredId.job(id))
                .execute();
        return true;
    }
}
