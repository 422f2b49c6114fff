package io.outrigger.batchworker.store;

import static io.outrigger.batchworker.store.Samples.NOW;
import static io.outrigger.batchworker.store.Samples.RULES;
import static io.outrigger.batchworker.store.Samples.terms;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.batchworker.job.Event;
import io.outrigger.batchworker.job.Job;
import io.outrigger.batchworker.job.JobLimits;
import io.outrigger.batchworker.job.JobState;
import io.outrigger.batchworker.job.JobTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What time makes of jobs, and deliveries that are due. */
class JobSweepIT {

    @RegisterExtension
    static final StoreExtension store = new StoreExtension();

    private final JobSweep sweep = new JobSweep();
    private final WebhookStore webhooks = new WebhookStore();

    @BeforeEach
    void clear() {
        store.clear();
    }

    @Test
    void aJobIsToBeCutUntilSomebodyDoes() {
        Job job = insert(Samples.submitted(NOW));
        insert(Samples.cut(NOW, 1));
        assertThat(toCut(NOW)).containsExactly(job.id());
        store.run(handle -> store.jobs.update(handle, List.of(RULES.decide(job, new Event.CutOffered(), NOW).job())));
        assertThat(toCut(NOW.plusSeconds(10))).isEmpty();
        assertThat(toCut(NOW.plusSeconds(30))).containsExactly(job.id());
        assertThat(toCut(NOW.minusSeconds(100))).as("a clock that was set back").containsExactly(job.id());
    }

    @Test
    void aJobIsPastItsWindowUntilItHasStopped() {
        Job job = insert(Samples.cut(NOW, 1));
        assertThat(pastWindow(NOW.plus(Samples.WINDOW).minusSeconds(1))).isEmpty();
        assertThat(pastWindow(NOW.plus(Samples.WINDOW))).containsExactly(job.id());
        store.run(handle -> store.jobs.update(
                handle, List.of(RULES.decide(job, new Event.TimePassed(), NOW.plus(Samples.WINDOW)).job())));
        assertThat(pastWindow(NOW.plus(Samples.WINDOW))).isEmpty();
    }

    @Test
    void aJobThatNobodyWouldPlanIsPlannedAgain() {
        Job waits = insert(Samples.cut(NOW, 1));
        Job inFlight = insert(Samples.cut(NOW, 1));
        store.run(handle -> {
            store.chunks.insert(handle, waits.id(), Samples.places(1), NOW);
            store.chunks.insert(handle, inFlight.id(), Samples.places(1), NOW);
            handle.execute("UPDATE chunks SET state = 'QUEUED' WHERE job_id = ?", StoredId.job(inFlight.id()));
        });
        assertThat(planForgotten()).as("they are planned").isZero();
        store.run(handle -> handle.execute("UPDATE jobs SET plan_at = NULL"));
        assertThat(planForgotten()).as("only the one of which something waits").isEqualTo(1);
        assertThat(planForgotten()).isZero();
    }

    private int planForgotten() {
        return store.<Integer>write(handle -> sweep.planForgotten(handle, NOW, 10));
    }

    @Test
    void anEndedJobGoesInStepsWhenItsTimeIsOver() {
        Job job = insert(Samples.cut(NOW, 5));
        store.run(handle -> {
            store.chunks.insert(handle, job.id(), Samples.places(5), NOW);
            handle.execute("UPDATE chunks SET state = 'DONE'");
            Job stopped = RULES.decide(job, new Event.CancelRequested(), NOW).job();
            handle.execute("INSERT INTO job_inputs VALUES (?, '')", StoredId.job(job.id()));
            store.jobs.update(handle, List.of(new Job(job.id(), JobState.CANCELLED, stopped.stop(), NOW,
                    job.windowEnd(), job.errorBudget(), job.cutLease(), 0, true, 5, 5, job.answered(),
                    new JobTimes(Optional.of(NOW), Optional.empty(), Optional.of(NOW), Optional.of(NOW)),
                    job.progress())));
        });
        assertThat(expire(NOW.plus(Duration.ofDays(30)).minusSeconds(1))).isEmpty();
        assertThat(remove(job.id())).as("not deleted, so only asked").isTrue();
        assertThat(store.job(job.id())).isNotNull();
        assertThat(expire(NOW.plus(Duration.ofDays(30)))).containsExactly(job.id());
        assertThat(expire(NOW.plus(Duration.ofDays(30)))).isEmpty();
        assertThat(store.<Optional<StoredJob>>write(handle -> store.jobs.find(handle, "acme", job.id()))).isEmpty();
        assertThat(deleted()).containsExactly(job.id());
        assertThat(remove(job.id())).isFalse();
        assertThat(deleted()).containsExactly(job.id());
        assertThat(remove(job.id())).isFalse();
        assertThat(remove(job.id())).isTrue();
        assertThat(deleted()).isEmpty();
        for (String table : List.of("jobs", "job_inputs", "chunks")) {
            assertThat(store.<Long>write(handle -> handle.createQuery("SELECT count(*) FROM " + table).mapTo(Long.class).one()))
                    .as(table).isZero();
        }
    }

    @Test
    void aDeliveryIsLeasedByOneUntilItIsDoneOrPutOff() {
        String job = StoredId.newJob(NOW);
        store.run(handle -> webhooks.insert(handle, job, "https://example.com", new byte[] {1}, NOW));
        WebhookDelivery first = lease(NOW).getFirst();
        assertThat(first.jobId()).isEqualTo(job);
        assertThat(first.tries()).isEqualTo(1);
        assertThat(lease(NOW)).isEmpty();
        WebhookDelivery second = lease(NOW.plusSeconds(60)).getFirst();
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.tries()).isEqualTo(2);
        store.run(handle -> webhooks.postponed(handle, first, NOW));
        assertThat(lease(NOW.plusSeconds(60))).as("the first has lost it").isEmpty();
        store.run(handle -> webhooks.postponed(handle, second, NOW.plusSeconds(70)));
        assertThat(lease(NOW.plusSeconds(70))).hasSize(1);
        store.run(handle -> webhooks.done(handle, second));
        assertThat(lease(NOW.plusSeconds(1_000))).isEmpty();
    }

    private Job insert(Job job) {
        store.run(handle -> store.jobs.insert(handle, job, terms("acme"), Optional.empty()));
        return job;
    }

    private List<String> toCut(Instant now) {
        return store.write(handle -> sweep.toCut(handle, now, JobLimits.DEFAULT, 10));
    }

    private List<String> pastWindow(Instant now) {
        return store.write(handle -> sweep.pastWindow(handle, now, 10));
    }

    private List<String> expire(Instant now) {
        return store.write(handle -> sweep.expire(handle, now, 10));
    }

    private List<String> deleted() {
        return store.write(handle -> sweep.deleted(handle, 10));
    }

    private boolean remove(String job) {
        return store.write(handle -> sweep.remove(handle, job, 2));
    }

    private List<WebhookDelivery> lease(Instant now) {
        return store.write(handle -> webhooks.lease(handle, now, now.plusSeconds(60), 10));
    }
}
