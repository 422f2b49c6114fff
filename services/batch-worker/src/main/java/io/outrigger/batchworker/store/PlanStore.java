package io.outrigger.batchworker.store;

import io.outrigger.batchworker.job.ChunkId;
import io.outrigger.batchworker.job.PublishCandidate;
import io.outrigger.batchworker.job.TenantLoad;
import io.outrigger.database.SqlTime;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * What may go into the queue next, and that it went.
 *
 * <p>A job says by {@code plan_at} that chunks of it wait, and not before when; whoever makes a chunk wait moves that time forward, and
 * {@link #queued} sets it anew. So jobs that are wholly in flight, or put off, are passed over in the index alone.
 */
public final class PlanStore {

    private static final long TURN = 0x6f75_7472_6967_0001L;

    /**
     * How much is looked at.
     *
     * @param tenants of whom jobs wait; of more, so many by chance
     * @param jobs of a tenant that have nothing in flight
     * @param chunks of a job
     */
    public record Reach(int tenants, int jobs, int chunks) {

        public static final Reach DEFAULT = new Reach(500, 100, 100);
    }

    /**
     * What lies before the planner.
     *
     * @param others what is in flight of jobs of which nothing waits
     */
    public record Seen(List<PublishCandidate> jobs, List<TenantLoad> others) {
    }

    /** Takes the turn to plan until the end of the transaction; false where somebody else has it. */
    public boolean mayPlan(Handle handle) {
        return handle.createQuery("SELECT pg_try_advisory_xact_lock(:turn)").bind("turn", TURN).mapTo(Boolean.class).one();
    }

    /**
     * Every job of which chunks are in flight and wait, and of each tenant the first jobs that have none there and some that wait; and
     * idle ones, which are to be passed over from now on. It locks nothing, since putting chunks into the queue may take long.
     */
    public Seen look(Handle handle, Instant now, Reach reach) {
        List<PublishCandidate> jobs = new ArrayList<>();
        List<TenantLoad> others = new ArrayList<>();
        handle.createQuery(SEEN)
                .bind("now", SqlTime.of(now))
                .bind("tenants", reach.tenants())
                .bind("jobs", reach.jobs())
                .bind("chunks", reach.chunks())
                .map((row, context) -> row.getObject("id") == null ? others.add(other(row)) : jobs.add(candidate(row)))
                .forEach(added -> { });
        return new Seen(jobs, others);
    }

    /** How many chunks are in flight that were lost with so many workers. */
    public int suspects(Handle handle, int attempts) {
        return handle.createQuery("""
                        SELECT count(*) FROM chunks WHERE state IN ('QUEUED', 'LEASED')
                           AND attempts >= CASE state WHEN 'LEASED' THEN 1 ELSE 0 END + :attempts""")
                .bind("attempts", attempts)
                .mapTo(Integer.class)
                .one();
    }

    /** Sees to it that the idle ones of these are passed over, until there is something to do for them. */
    public void passOver(Handle handle, List<PublishCandidate> candidates) {
        List<UUID> idle = candidates.stream().filter(PublishCandidate::isIdle).map(job -> StoredId.job(job.jobId())).sorted().toList();
        if (!idle.isEmpty()) {
            hold(handle, idle);
            planAgain(handle, idle);
        }
    }

    /** The tenants' names are jumped to one after the other. A stopped job's chunks go whenever they would have gone. */
    private static final String SEEN = """
            WITH RECURSIVE tenant AS (
                (SELECT tenant FROM jobs WHERE plan_at IS NOT NULL ORDER BY tenant LIMIT 1)
                UNION ALL
                SELECT (SELECT jobs.tenant FROM jobs WHERE plan_at IS NOT NULL AND jobs.tenant > tenant.tenant ORDER BY tenant LIMIT 1)
                  FROM tenant WHERE tenant.tenant IS NOT NULL),
            flying AS MATERIALIZED (
                SELECT job_id AS id,
                       count(*) FILTER (WHERE state = 'QUEUED') AS queued, sum(row_count) FILTER (WHERE state = 'QUEUED') AS queued_rows,
                       count(*) FILTER (WHERE state = 'LEASED') AS leased, sum(row_count) FILTER (WHERE state = 'LEASED') AS leased_rows
                  FROM chunks WHERE state IN ('QUEUED', 'LEASED') GROUP BY job_id),
            planned AS MATERIALIZED (
                SELECT flying.*, j.tenant, j.plan_at IS NOT NULL AS waits FROM flying CROSS JOIN LATERAL (
                    SELECT tenant, plan_at FROM jobs WHERE jobs.id = flying.id LIMIT 1) AS j),
            considered AS (
                SELECT id, queued, queued_rows, leased, leased_rows FROM planned WHERE waits
                UNION ALL
                SELECT first.id, 0, 0, 0, 0
                  FROM (SELECT tenant FROM tenant WHERE tenant IS NOT NULL ORDER BY random() LIMIT :tenants) AS chosen
                 CROSS JOIN LATERAL (
                    SELECT id FROM jobs WHERE jobs.tenant = chosen.tenant AND plan_at IS NOT NULL AND plan_at <= :now
                       AND NOT EXISTS (SELECT FROM chunks c WHERE c.job_id = jobs.id AND c.state IN ('QUEUED', 'LEASED'))
                     ORDER BY (stop IS NULL), priority DESC, window_end, id LIMIT :jobs) AS first)
            SELECT j.id, j.tenant, j.model, j.version, j.stop IS NOT NULL AS stopped, j.priority, j.window_end, j.created_at,
                   j.concurrency, considered.queued, considered.queued_rows, considered.leased, considered.leased_rows,
                   waiting.indexes, waiting.row_counts, waiting.attempts, waiting.queued_times
              FROM considered CROSS JOIN LATERAL (SELECT * FROM jobs WHERE jobs.id = considered.id LIMIT 1) AS j
             CROSS JOIN LATERAL (
                SELECT array_agg(c.index ORDER BY c.since, c.index) AS indexes,
                       array_agg(c.row_count ORDER BY c.since, c.index) AS row_counts,
                       array_agg(c.attempts ORDER BY c.since, c.index) AS attempts,
                       array_agg(c.queued_times ORDER BY c.since, c.index) AS queued_times
                  FROM (SELECT index, row_count, since, queued_times, attempts FROM chunks
                         WHERE job_id = j.id AND state = 'WAITING'
                           AND since <= CASE WHEN j.stop IS NULL THEN CAST(:now AS timestamptz) ELSE 'infinity' END
                         ORDER BY since, index LIMIT :chunks) AS c) AS waiting
            UNION ALL
            SELECT NULL, tenant, NULL, NULL, NULL, NULL, NULL, NULL, NULL, sum(queued), sum(queued_rows), sum(leased), sum(leased_rows),
                   NULL, NULL, NULL, NULL FROM planned WHERE NOT waits GROUP BY tenant""";

    private static TenantLoad other(ResultSet row) throws SQLException {
        return new TenantLoad(row.getString("tenant"), load(row, "queued"), load(row, "leased"));
    }

    private static PublishCandidate candidate(ResultSet row) throws SQLException {
        List<PublishCandidate.Waiting> waiting = new ArrayList<>();
        if (row.getArray("indexes") != null) {
            Integer[] indexes = (Integer[]) row.getArray("indexes").getArray();
            Integer[] rows = (Integer[]) row.getArray("row_counts").getArray();
            Integer[] attempts = (Integer[]) row.getArray("attempts").getArray();
            Integer[] queued = (Integer[]) row.getArray("queued_times").getArray();
            for (int i = 0; i < indexes.length; i++) {
                waiting.add(new PublishCandidate.Waiting(indexes[i], rows[i], attempts[i], queued[i]));
            }
        }
        return new PublishCandidate(
                StoredId.job(row.getObject("id", UUID.class)), row.getString("tenant"),
                row.getString("model") + ":" + row.getString("version"), row.getBoolean("stopped"), JobRow.priority(row),
                SqlTime.required(row, "window_end"), SqlTime.required(row, "created_at"), List.copyOf(waiting), load(row, "queued"),
                load(row, "leased"), row.getInt("concurrency"));
    }

    private static PublishCandidate.Load load(ResultSet row, String state) throws SQLException {
        return new PublishCandidate.Load(row.getInt(state), row.getLong(state + "_rows"));
    }

    /**
     * Marks chunks that went into the queue, those of them that wait as they did, and gives how many these were.
     *
     * @param now when they were chosen: what was given back since is not in the queue any more
     */
    public int queued(Handle handle, List<ChunkId> chunks, Instant now) {
        List<UUID> jobs = chunks.stream().map(chunk -> StoredId.job(chunk.jobId())).toList();
        List<UUID> each = jobs.stream().distinct().sorted().toList();
        hold(handle, each);
        int queued = handle.createUpdate("""
                        WITH held AS (
                            SELECT c.job_id, c.index
                              FROM unnest(:jobs, :indexes) AS went (job_id, index)
                              JOIN chunks c ON c.job_id = went.job_id AND c.index = went.index JOIN jobs j ON j.id = went.job_id
                             WHERE c.state = 'WAITING' AND (c.since <= :now OR j.stop IS NOT NULL)
                             ORDER BY c.job_id, c.index FOR NO KEY UPDATE OF c)
                        UPDATE chunks c SET state = 'QUEUED', since = :now, queued_times = queued_times + 1
                          FROM held WHERE c.job_id = held.job_id AND c.index = held.index""")
                .bind("now", SqlTime.of(now))
                .bindArray("jobs", UUID.class, jobs)
                .bindArray("indexes", Integer.class, chunks.stream().map(ChunkId::index).toList())
                .execute();
        planAgain(handle, each);
        return queued;
    }

    private static void hold(Handle handle, List<UUID> jobs) {
        handle.createQuery("SELECT count(*) FROM (SELECT FROM jobs WHERE id = ANY(:jobs) ORDER BY id FOR NO KEY UPDATE) AS held")
                .bindArray("jobs", UUID.class, jobs)
                .mapTo(Long.class)
                .one();
    }

    /** Sets anew when the jobs are to be considered; their rows are held. */
    private static void planAgain(Handle handle, List<UUID> jobs) {
        handle.createUpdate("""
                        UPDATE jobs SET plan_at = next.at
                          FROM unnest(:jobs) AS planned (id)
                         CROSS JOIN LATERAL (
                            SELECT min(c.since) AS at FROM chunks c WHERE c.job_id = planned.id AND c.state = 'WAITING') AS next
                         WHERE jobs.id = planned.id AND (jobs.stop IS NULL OR next.at IS NULL)
                           AND jobs.plan_at IS DISTINCT FROM next.at""")
                .bindArray("jobs", UUID.class, jobs)
                .execute();
    }
}
