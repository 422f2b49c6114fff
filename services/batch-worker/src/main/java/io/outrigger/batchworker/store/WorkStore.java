package io.outrigger.batchworker.store;

import org.jdbi.v3.core.Handle;

/** Counts the work that waits: from the jobs, since there may be millions of chunks. */
public final class WorkStore {

    public WorkCounts counts(Handle handle) {
        return handle.createQuery("""
                        SELECT open.jobs, open.rows, greatest(open.chunks - flying.queued - flying.leased, 0) AS waiting,
                               flying.queued, flying.leased
                          FROM (SELECT count(*) AS jobs, coalesce(sum(row_count - completed - failed), 0) AS rows,
                                       coalesce(sum(chunk_count - answered_chunks), 0) AS chunks
                                  FROM jobs WHERE ended_at IS NULL) AS open,
                               (SELECT count(*) FILTER (WHERE state = 'QUEUED') AS queued,
                                       count(*) FILTER (WHERE state = 'LEASED') AS leased
                                  FROM chunks WHERE state IN ('QUEUED', 'LEASED')) AS flying""")
                .map((row, context) -> new WorkCounts(
                        row.getLong("jobs"), row.getLong("rows"), row.getLong("waiting"), row.getLong("queued"), row.getLong("leased")))
                .one();
    }
}
