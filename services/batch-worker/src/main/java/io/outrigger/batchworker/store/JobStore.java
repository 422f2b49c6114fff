package io.outrigger.batchworker.store;

import io.outrigger.batchworker.job.Job;
import io.outrigger.batchworker.job.JobFault;
import io.outrigger.batchworker.job.JobState;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Jobs as their submitters see them, and as those change them who hold their rows. */
public final class JobStore {

    private static final UUID NEWEST = new UUID(-1, -1);

    private static final String INSERT = """
            WITH input AS (
                INSERT INTO job_inputs SELECT :id, input.lines FROM (SELECT CAST(:lines AS bytea) AS lines) AS input
                 WHERE input.lines IS NOT NULL ON CONFLICT DO NOTHING)
            INSERT INTO jobs
            (id, tenant, state, stop, created_at, window_end, error_budget, cut_token, cut_until, cut_attempts, cut, row_count, chunk_count,
             answered_chunks, completed, failed, result_bytes, error_bytes, earlier_at, earlier_rows, later_at, later_rows,
             in_progress_at, finalizing_at, cancelling_at, ended_at, model, version, digest, resolved, priority, input, input_bucket,
             input_key, input_file, input_uri, parent, completion_window_s, output_expires_after_s, concurrency, endpoint, webhook_url,
             allowed_models, traceparent, metadata, faults, plan_at)
            VALUES
            (:id, :tenant, :state, :stop, :createdAt, :windowEnd, :errorBudget, :cutToken, :cutUntil, :cutAttempts, :cut, :rows, :chunks,
             :answeredChunks, :completed, :failed, :resultBytes, :errorBytes, :earlierAt, :earlierRows, :laterAt, :laterRows,
             :inProgressAt, :finalizingAt, :cancellingAt, :endedAt, :model, :version, :digest, :resolved, :priority, :input, :inputBucket,
             :inputKey, CAST(:inputFile AS uuid), :inputUri, CAST(:parent AS uuid), :completionWindow, :outputExpiresAfter, :concurrency,
             :endpoint, :webhookUrl, :allowedModels, :traceparent, CAST(:metadata AS json), '[]',
             CASE WHEN :cut THEN CAST(:createdAt AS timestamptz) END)
            ON CONFLICT DO NOTHING""";

    /** Waiting chunks of a job that has stopped may go at once. */
    private static final String UPDATE = """
            UPDATE jobs SET
                state = :state, stop = :stop, cut_token = :cutToken, cut_until = :cutUntil, cut_attempts = :cutAttempts, cut = :cut,
                row_count = :rows, chunk_count = :chunks, answered_chunks = :answeredChunks, completed = :completed, failed = :failed,
                result_bytes = :resultBytes, error_bytes = :errorBytes, earlier_at = :earlierAt, earlier_rows = :earlierRows,
                later_at = :laterAt, later_rows = :laterRows, in_progress_at = :inProgressAt, finalizing_at = :finalizingAt,
                cancelling_at = :cancellingAt, ended_at = :endedAt,
                removed_at = CAST(:endedAt AS timestamptz) + output_expires_after_s * interval '1 second',
                plan_at = CASE WHEN CAST(:endedAt AS timestamptz) IS NOT NULL THEN NULL
                               WHEN CAST(:stop AS text) IS NOT NULL AND plan_at > created_at THEN created_at
                               ELSE plan_at END
             WHERE id = :id""";

    /**
     * Makes a job. Where it is cut already, its chunks come in the same transaction.
     *
     * @param lines of {@link JobInput.InlineInput}
     */
    public void insert(Handle handle, Job job, JobTerms terms, Optional<byte[]> lines) {
        insert(handle, List.of(new NewJob(job, terms, lines, List.of())));
    }

    /**
     * Makes jobs, without their chunks. One that is there stays as it is: whoever was not told whether they were committed may say it
     * again.
     */
    public void insert(Handle handle, List<NewJob> jobs) {
        try (PreparedBatch batch = handle.prepareBatch(INSERT)) {
            for (NewJob each : jobs) {
                JobBinding.bind(batch, each.job());
                JobBinding.bind(batch, each.job(), each.terms()).bind("lines", each.lines().orElse(null)).add();
            }
            batch.execute();
        }
    }

    /** Writes what has changed of jobs whose rows are held. */
    public void update(Handle handle, Collection<Job> jobs) {
        if (!jobs.isEmpty()) {
            try (PreparedBatch batch = handle.prepareBatch(UPDATE)) {
                jobs.forEach(job -> JobBinding.bind(batch, job).add());
                batch.execute();
            }
        }
    }

    /** A tenant's job. */
    public Optional<StoredJob> find(Handle handle, String tenant, String id) {
        return StoredId.ofJob(id).flatMap(column -> handle
                .createQuery("SELECT " + JobRow.COLUMNS + " FROM jobs j WHERE id = :id AND tenant = :tenant AND NOT deleted")
                .bind("id", column)
                .bind("tenant", tenant)
                .map(JobRow::read)
                .findOne());
    }

    /** A job, whoever's it is. */
    public Optional<StoredJob> find(Handle handle, String id) {
        return read(handle, id, "");
    }

    /** A job whose row is the transaction's own from now on. */
    public Optional<StoredJob> lock(Handle handle, String id) {
        return read(handle, id, " FOR NO KEY UPDATE");
    }

    private static Optional<StoredJob> read(Handle handle, String id, String lock) {
        return handle.createQuery("SELECT " + JobRow.COLUMNS + " FROM jobs j WHERE id = :id AND NOT deleted" + lock)
                .bind("id", StoredId.job(id))
                .map(JobRow::read)
                .findOne();
    }

    /**
     * The next jobs, the newest first.
     *
     * @param after the id of the last one that was seen; it need not be there any more
     */
    public List<StoredJob> list(Handle handle, JobFilter filter, Optional<String> after, int limit) {
        boolean ofModel = filter.model().isPresent();
        Collection<JobState> states = filter.states().isEmpty() ? EnumSet.allOf(JobState.class) : filter.states();
        String eachState = "unnest(:states) AS wanted (state) CROSS JOIN LATERAL "; // its newest ones, and of those the newest
        String from = ofModel ? eachState + newest("tenant = :tenant", "model, state", ":model, wanted.state")
                : filter.states().isEmpty() ? newest("true", "tenant", ":tenant")
                : eachState + newest("tenant = :tenant", "state", "wanted.state");
        return handle.createQuery("SELECT " + JobRow.COLUMNS + " FROM " + from + " ORDER BY j.id DESC LIMIT :limit")
                .bind("tenant", filter.tenant())
                .bind("model", CallerText.checked("model", filter.model().orElse(null)))
                .bindArray("states", String.class, states.stream().map(Enum::name).toList())
                .bind("after", after.flatMap(StoredId::ofJob).orElse(NEWEST))
                .bind("limit", limit)
                .map(JobRow::read)
                .list();
    }

    /**
     * The newest jobs whose columns have these values. It is said of tuples, and the columns are in the order, so that only the index of
     * all of them will do: by one of some, all jobs would be read where few are wanted.
     */
    private static String newest(String where, String columns, String values) {
        String own = columns.replaceAll("(\\w+)", "jobs.$1"); // wanted has a state too
        return """
                (SELECT * FROM jobs WHERE %1$s AND NOT deleted AND (%2$s) >= (%3$s) AND (%2$s, id) < (%3$s, :after)
                  ORDER BY %4$s, id DESC LIMIT :limit) j""".formatted(where, own, values, own.replace(",", " DESC,") + " DESC");
    }

    /** How many jobs of a tenant have not ended; no more are counted than the limit. */
    public int countOpen(Handle handle, String tenant, int limit) {
        List<String> open = Arrays.stream(JobState.values()).filter(state -> !state.isEnded()).map(Enum::name).toList();
        return handle.createQuery("""
                        SELECT count(*) FROM (SELECT FROM unnest(:states) AS wanted (state) CROSS JOIN LATERAL (
                            SELECT FROM jobs WHERE tenant = :tenant AND NOT deleted AND state = wanted.state LIMIT :limit) counted
                         LIMIT :limit) open""")
                .bind("tenant", tenant)
                .bindArray("states", String.class, open)
                .bind("limit", limit)
                .mapTo(Integer.class)
                .one();
    }

    /** Writes which model a job has. */
    public void pin(Handle handle, String id, JobModel model) {
        handle.createUpdate("UPDATE jobs SET model = :model, version = :version, digest = :digest, resolved = :resolved WHERE id = :id")
                .bind("id", StoredId.job(id))
                .bind("model", CallerText.checked("model", model.name()))
                .bind("version", CallerText.checked("version", model.version()))
                .bind("digest", model.digest())
                .bind("resolved", model.resolved())
                .execute();
    }

    /** Writes why a job failed as a whole. */
    public void failed(Handle handle, String id, List<JobFault> faults) {
        handle.createUpdate("UPDATE jobs SET faults = CAST(:faults AS json) WHERE id = :id")
                .bind("id", StoredId.job(id))
                .bind("faults", StoredJson.faults(faults))
                .execute();
    }

    /** Deletes an ended job: nobody sees it any more, and the sweeper removes it. Its idempotency key is free again. */
    public JobDeletion delete(Handle handle, String tenant, String id) {
        Optional<StoredJob> job = find(handle, tenant, id).flatMap(found -> lock(handle, id));
        if (job.isEmpty()) {
            return JobDeletion.UNKNOWN;
        }
        if (!job.get().job().state().isEnded()) {
            return JobDeletion.NOT_ENDED;
        }
        int deleted = handle.createUpdate("""
                        WITH forgotten AS (DELETE FROM submissions WHERE job_id = :id)
                        UPDATE jobs SET deleted = true WHERE id = :id AND NOT EXISTS
                        (SELECT FROM jobs child WHERE child.parent = :id AND NOT child.cut AND child.ended_at IS NULL)""")
                .bind("id", StoredId.job(id))
                .execute();
        return deleted > 0 ? JobDeletion.DELETED : JobDeletion.RETRIED;
    }
}
