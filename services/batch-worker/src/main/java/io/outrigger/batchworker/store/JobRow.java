package io.outrigger.batchworker.store;

import static io.outrigger.database.SqlTime.optional;
import static io.outrigger.database.SqlTime.required;

import io.outrigger.batchworker.job.Job;
import io.outrigger.batchworker.job.JobPriority;
import io.outrigger.batchworker.job.JobProgress;
import io.outrigger.batchworker.job.JobState;
import io.outrigger.batchworker.job.JobTimes;
import io.outrigger.batchworker.job.Lease;
import io.outrigger.batchworker.job.StopReason;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import org.jdbi.v3.core.statement.StatementContext;

/** A row of the table of jobs, read. */
final class JobRow {

    /** Of the table under the name j; none has the name of a column of chunks, so that both may be read at once. */
    static final String COLUMNS = """
            j.id, j.tenant, j.state AS job_state, j.stop, j.created_at, j.window_end, j.error_budget, j.cut_token, j.cut_until, \
            j.cut_attempts, j.cut, j.row_count AS job_rows, j.chunk_count, j.answered_chunks, j.completed, j.failed, \
            j.result_bytes AS job_result_bytes, j.error_bytes AS job_error_bytes, j.earlier_at, j.earlier_rows, j.later_at, j.later_rows, \
            j.in_progress_at, j.finalizing_at, j.cancelling_at, j.ended_at, j.model, j.version, j.digest, j.resolved, j.priority, \
            j.input, j.input_bucket, j.input_key, j.input_file, j.input_uri, j.parent, j.completion_window_s, \
            j.output_expires_after_s, j.concurrency, j.endpoint, j.webhook_url, j.allowed_models, j.traceparent, j.metadata, j.faults""";

    private JobRow() {
    }

    static StoredJob read(ResultSet row, StatementContext context) throws SQLException {
        return new StoredJob(job(row), terms(row), StoredJson.faults(row.getString("faults")));
    }

    private static Job job(ResultSet row) throws SQLException {
        double budget = row.getDouble("error_budget");
        OptionalDouble errorBudget = row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(budget);
        return new Job(
                StoredId.job(row.getObject("id", UUID.class)),
                JobState.valueOf(row.getString("job_state")),
                Optional.ofNullable(row.getString("stop")).map(StopReason::valueOf),
                required(row, "created_at"),
                required(row, "window_end"),
                errorBudget,
                new Lease(row.getInt("cut_token"), optional(row, "cut_until")),
                row.getInt("cut_attempts"),
                row.getBoolean("cut"),
                row.getLong("job_rows"),
                row.getInt("chunk_count"),
                new Job.Answered(
                        row.getInt("answered_chunks"), row.getLong("completed"), row.getLong("failed"), row.getLong("job_result_bytes"),
                        row.getLong("job_error_bytes")),
                new JobTimes(
                        optional(row, "in_progress_at"), optional(row, "finalizing_at"), optional(row, "cancelling_at"),
                        optional(row, "ended_at")),
                new JobProgress(
                        new JobProgress.Sample(required(row, "earlier_at"), row.getLong("earlier_rows")),
                        new JobProgress.Sample(required(row, "later_at"), row.getLong("later_rows"))));
    }

    private static JobTerms terms(ResultSet row) throws SQLException {
        return new JobTerms(
                row.getString("tenant"),
                new JobModel(row.getString("model"), row.getString("version"), row.getString("digest"), row.getBoolean("resolved")),
                priority(row),
                input(row),
                Duration.ofSeconds(row.getLong("completion_window_s")),
                row.getInt("concurrency"),
                Map.copyOf(StoredJson.metadata(row.getString("metadata"))),
                Duration.ofSeconds(row.getLong("output_expires_after_s")),
                Optional.ofNullable(row.getString("webhook_url")),
                row.getString("endpoint"),
                allowedModels(row),
                Optional.ofNullable(row.getString("traceparent")));
    }

    static JobPriority priority(ResultSet row) throws SQLException {
        return JobPriority.values()[row.getInt("priority")];
    }

    private static JobInput input(ResultSet row) throws SQLException {
        return switch (InputKind.valueOf(row.getString("input"))) {
            case INLINE -> new JobInput.InlineInput();
            case OBJECT -> new JobInput.ObjectInput(
                    row.getString("input_bucket"),
                    row.getString("input_key"),
                    Optional.ofNullable(row.getObject("input_file", UUID.class)).map(StoredId::file),
                    Optional.ofNullable(row.getString("input_uri")));
            case FAILED_ROWS -> new JobInput.FailedRowsOf(StoredId.job(row.getObject("parent", UUID.class)));
        };
    }

    private static Optional<List<String>> allowedModels(ResultSet row) throws SQLException {
        Array names = row.getArray("allowed_models");
        return names == null ? Optional.empty() : Optional.of(List.of((String[]) names.getArray()));
    }
}
