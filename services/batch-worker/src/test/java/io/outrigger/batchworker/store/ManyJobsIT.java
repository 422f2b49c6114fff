package io.outrigger.batchworker.store;

import static io.outrigger.batchworker.store.Samples.NOW;
import static io.outrigger.batchworker.store.Samples.terms;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.batchworker.job.ChunkId;
import io.outrigger.batchworker.job.Job;
import io.outrigger.batchworker.job.JobLimits;
import io.outrigger.batchworker.job.JobState;
import io.outrigger.batchworker.job.PublishCandidate;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** 20,000 jobs, 200,000 chunks of one of them and 10,000 jobs that go on: nothing that is done often reads a whole table. */
class ManyJobsIT {

    @RegisterExtension
    static final StoreExtension store = new StoreExtension();

    private static String large;

    @BeforeAll
    static void fill() {
        Job job = Samples.cut(NOW, 200_000);
        large = job.id();
        store.run(handle -> {
            store.jobs.insert(handle, job, terms("acme"), Optional.empty());
            store.chunks.insert(handle, large, Samples.places(200_000), NOW);
        });
        store.run(handle -> {
            handle.execute("CREATE TABLE template AS SELECT * FROM jobs");
            handle.execute("UPDATE template SET chunk_count = 1, row_count = 1");
            String copies = """
                    INSERT INTO jobs SELECT (jsonb_populate_record(t, jsonb_build_object(
                        'id', lpad(to_hex(n), 32, '0'), 'tenant', CASE WHEN n %% 2 = 0 THEN 'acme' ELSE 'tenant ' || n %% 50 END,
                        'state', '%s', 'plan_at', %s, 'ended_at', %s, 'removed_at', %s))).*
                      FROM template t, generate_series(%d, %d) n""";
            handle.execute(copies.formatted("COMPLETED", "NULL", "now()", "now() + interval '1 year'", 1, 10_000));
            handle.execute(copies.formatted("IN_PROGRESS", "created_at", "NULL", "NULL", 10_001, 20_000));
            handle.execute("""
                    INSERT INTO chunks SELECT id, 0, 1, 'WAITING', created_at, 0, NULL, 0, 0, 0, 0, 10, 1 FROM jobs
                     WHERE state = 'IN_PROGRESS' AND chunk_count = 1""");
            store.plan.queued(handle, IntStream.range(0, 100).mapToObj(i -> new ChunkId(large, i)).toList(), NOW);
            handle.execute("DROP TABLE template");
        });
        store.run(handle -> handle.execute("ANALYZE jobs, chunks"));
    }

    @Test
    void thePlannerReadsByIndex() {
        String plan = plans(handle -> store.plan.look(handle, NOW, new PlanStore.Reach(100, 20, 20)));
        assertThat(plan).contains("chunks_waiting", "chunks_in_flight", "jobs_to_plan")
                .doesNotContain("Seq Scan on chunks", "Seq Scan on jobs");
        List<PublishCandidate> found = store.write(handle -> store.plan.look(handle, NOW, new PlanStore.Reach(100, 20, 20)).jobs());
        assertThat(found).extracting(PublishCandidate::tenant).contains("acme", "tenant 1", "tenant 49");
        assertThat(found).hasSize(1 + 26 * 20);
        assertThat(plans(handle -> store.plan.queued(handle, List.of(new ChunkId(large, 5_000)), NOW)))
                .doesNotContain("Seq Scan on chunks", "Seq Scan on jobs");
    }

    @Test
    void theSweeperReadsByIndex() {
        var chunks = new ChunkSweep();
        var jobs = new JobSweep();
        assertThat(plans(handle -> chunks.overdue(handle, NOW, JobLimits.DEFAULT, Optional.empty(), 100)))
                .contains("chunks_in_flight").doesNotContain("Seq Scan");
        assertThat(plans(handle -> chunks.ahead(handle, NOW, JobLimits.DEFAULT, 100))).doesNotContain("Seq Scan on chunks");
        assertThat(plans(handle -> jobs.toCut(handle, NOW, JobLimits.DEFAULT, 100))).doesNotContain("Seq Scan");
        assertThat(plans(handle -> jobs.pastWindow(handle, NOW, 100))).doesNotContain("Seq Scan");
        assertThat(plans(handle -> jobs.expire(handle, NOW, 100))).doesNotContain("Seq Scan on jobs");
        assertThat(plans(handle -> jobs.deleted(handle, 100))).doesNotContain("Seq Scan");
        assertThat(plans(handle -> jobs.planForgotten(handle, NOW, 100))).doesNotContain("Seq Scan on chunks");
        assertThat(plans(handle -> new WorkStore().counts(handle))).doesNotContain("Seq Scan on chunks");
    }

    @Test
    void listsAndResultsAreReadByIndex() {
        for (Set<JobState> states : List.of(Set.<JobState>of(), Set.of(JobState.CANCELLED, JobState.IN_PROGRESS))) {
            for (Optional<String> model : List.of(Optional.<String>empty(), Optional.of("mlp"))) {
                var filter = new JobFilter("acme", states, model);
                assertThat(plans(handle -> store.jobs.list(handle, filter, Optional.of(large), 20))).as("%s", filter)
                        .doesNotContain("Seq Scan", "jobs_pkey")
                        .contains(model.isPresent() ? "jobs_of_model" : states.isEmpty() ? "jobs_of_tenant" : "jobs_of_state");
            }
        }
        assertThat(plans(handle -> store.outputs.segments(handle, large, LinesKind.RESULTS, 5, 10, 20))).doesNotContain("Seq Scan");
        assertThat(plans(handle -> store.outputs.keys(handle, large, 5, 10))).doesNotContain("Seq Scan");
    }

    /** How PostgreSQL does the statements of some work, without the rows that it finds. */
    private static String plans(Function<Handle, Object> work) {
        var plans = new StringBuilder();
        store.run(handle -> {
            handle.execute("LOAD 'auto_explain'");
            handle.execute("SET LOCAL auto_explain.log_min_duration = 0");
            handle.execute("SET LOCAL client_min_messages = log");
            handle.setSqlLogger(new SqlLogger() {
                @Override
                public void logAfterExecution(StatementContext context) {
                    try {
                        for (var warning = context.getStatement().getWarnings(); warning != null; warning = warning.getNextWarning()) {
                            plans.append(warning.getMessage()).append('\n');
                        }
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                }
            });
            work.apply(handle);
            handle.execute("SELECT 1"); // a plan is told when the next statement comes
        });
        assertThat(plans).isNotEmpty();
        return plans.toString();
    }
}
