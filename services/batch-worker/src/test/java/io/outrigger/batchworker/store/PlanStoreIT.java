package io.outrigger.batchworker.store;

import static io.outrigger.batchworker.store.Samples.NOW;
import static io.outrigger.batchworker.store.Samples.RULES;
import static io.outrigger.batchworker.store.Samples.terms;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.batchworker.job.ChunkId;
import io.outrigger.batchworker.job.Event;
import io.outrigger.batchworker.job.GiveBack;
import io.outrigger.batchworker.job.Job;
import io.outrigger.batchworker.job.JobPriority;
import io.outrigger.batchworker.job.PublishCandidate;
import io.outrigger.batchworker.job.TenantLoad;
import io.outrigger.testing.Eventually;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the planner is shown. */
class PlanStoreIT {

    @RegisterExtension
    static final StoreExtension store = new StoreExtension();

    private final PlanStore plan = store.plan;

    @BeforeEach
    void clear() {
        store.clear();
    }

    @Test
    void someJobsOfEachTenantAndSomeChunksOfEachJob() {
        String low = insert("acme", JobPriority.LOW, 3);
        String high = insert("acme", JobPriority.HIGH, 3);
        String normal = insert("acme", JobPriority.NORMAL, 3);
        String other = insert("other", JobPriority.LOW, 1);
        List<PublishCandidate> found = candidates(NOW, new PlanStore.Reach(10, 2, 2));
        assertThat(found).extracting(PublishCandidate::jobId).containsExactlyInAnyOrder(high, normal, other).doesNotContain(low);
        assertThat(found).filteredOn(job -> job.jobId().equals(high)).singleElement().satisfies(job -> {
            assertThat(job.waiting()).containsExactly(new PublishCandidate.Waiting(0, 1, 0, 0), new PublishCandidate.Waiting(1, 1, 0, 0));
            assertThat(job.tenant()).isEqualTo("acme");
            assertThat(job.priority()).isEqualTo(JobPriority.HIGH);
            assertThat(job.queued()).isEqualTo(PublishCandidate.Load.NONE);
            assertThat(job.leased()).isEqualTo(PublishCandidate.Load.NONE);
        });
    }

    @Test
    void whatIsInFlightIsCountedAndIsNotInTheWayOfOthers() {
        String first = insert("acme", JobPriority.HIGH, 4);
        String second = insert("acme", JobPriority.NORMAL, 1);
        assertThat(queued(first, 3, NOW)).isEqualTo(3);
        assertThat(queued(first, 3, NOW)).as("those that wait still").isZero();
        List<PublishCandidate> found = candidates(NOW, new PlanStore.Reach(10, 1, 10));
        assertThat(found).extracting(PublishCandidate::jobId).containsExactlyInAnyOrder(first, second);
        assertThat(found).filteredOn(job -> job.jobId().equals(first)).singleElement().satisfies(job -> {
            assertThat(job.queued()).isEqualTo(new PublishCandidate.Load(3, 3));
            assertThat(job.leased()).isEqualTo(PublishCandidate.Load.NONE);
            assertThat(job.waiting()).containsExactly(new PublishCandidate.Waiting(3, 1, 0, 0));
        });
    }

    @Test
    void whatIsAtWorkAndWhatWasInTheQueueBeforeIsTold() {
        String job = insert("acme", JobPriority.NORMAL, 3);
        queued(job, 2, NOW);
        happen(job, 0, new Event.ChunkDelivered(), NOW);
        happen(job, 1, new Event.ChunkDelivered(), NOW);
        happen(job, 1, new Event.ChunkGivenBack(1, GiveBack.LOST), NOW);
        assertThat(candidates(NOW.plusSeconds(60), PlanStore.Reach.DEFAULT)).singleElement().satisfies(found -> {
            assertThat(found.queued()).isEqualTo(PublishCandidate.Load.NONE);
            assertThat(found.leased()).isEqualTo(new PublishCandidate.Load(1, 1));
            assertThat(found.waiting()).containsExactlyInAnyOrder(
                    new PublishCandidate.Waiting(1, 1, 1, 0), new PublishCandidate.Waiting(2, 1, 0, 0));
        });
    }

    /** Else its job would wait for ever. */
    @Test
    void whatIsGivenBackWhileItIsNotedAsQueuedIsFoundAgain() {
        String job = insert("acme", JobPriority.NORMAL, 1);
        happen(job, 0, new Event.ChunkDelivered(), NOW); // it came out of the queue before it was noted there
        List<CompletableFuture<Void>> givenBack = new ArrayList<>();
        store.run(planner -> {
            plan.queued(planner, List.of(new ChunkId(job, 0)), NOW);
            givenBack.add(CompletableFuture.runAsync(() -> happen(job, 0, new Event.ChunkGivenBack(1, GiveBack.NOT_NOW), NOW),
                    task -> Thread.ofVirtual().start(task)));
            Eventually.isTrue(() -> givenBack.getFirst().isDone() || CompletableFuture.supplyAsync(
                    PlanStoreIT::isAnybodyWaiting, task -> Thread.ofVirtual().start(task)).join());
        });
        givenBack.getFirst().join();
        assertThat(candidates(NOW.plusSeconds(60), PlanStore.Reach.DEFAULT)).extracting(PublishCandidate::jobId).containsExactly(job);
    }

    private static boolean isAnybodyWaiting() {
        return store.<Boolean>write(handle ->
                handle.createQuery("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)").mapTo(Boolean.class).one());
    }

    @Test
    void whatWasLostWithManyWorkersAndIsInFlightIsCounted() {
        String job = insert("acme", JobPriority.NORMAL, 3);
        store.run(handle -> handle.execute("UPDATE chunks SET attempts = 5"));
        assertThat(suspects(5)).as("they wait").isZero();
        queued(job, 1, NOW);
        happen(job, 1, new Event.ChunkDelivered(), NOW);
        assertThat(suspects(5)).isEqualTo(2);
        assertThat(suspects(6)).as("an attempt that goes on counts not yet").isZero();
    }

    private int suspects(int attempts) {
        return store.write(handle -> plan.suspects(handle, attempts));
    }

    @Test
    void ofJobsWhollyInFlightOnlyTheLoadIsTold() {
        String job = insert("acme", JobPriority.NORMAL, 2);
        queued(job, 2, NOW);
        happen(job, 0, new Event.ChunkDelivered(), NOW);
        queued(insert("acme", JobPriority.NORMAL, 1), 1, NOW);
        PlanStore.Seen seen = store.write(handle -> plan.look(handle, NOW, PlanStore.Reach.DEFAULT));
        assertThat(seen.jobs()).isEmpty();
        assertThat(seen.others()).containsExactly(
                new TenantLoad("acme", new PublishCandidate.Load(2, 2), new PublishCandidate.Load(1, 1)));
    }

    @Test
    void whatIsPutOffComesWhenItsTimeHasComeOrItsJobHasStopped() {
        String job = insert("acme", JobPriority.NORMAL, 1);
        queued(job, 1, NOW);
        giveBack(job, NOW);
        assertThat(candidates(NOW, PlanStore.Reach.DEFAULT)).isEmpty();
        assertThat(candidates(NOW.plusSeconds(1), PlanStore.Reach.DEFAULT)).extracting(PublishCandidate::jobId).containsExactly(job);
        assertThat(queued(job, 1, NOW)).as("chosen before it was given back").isZero();
        store.run(handle -> store.jobs.update(
                handle, List.of(RULES.decide(store.job(job).job(), new Event.CancelRequested(), NOW).job())));
        assertThat(candidates(NOW, PlanStore.Reach.DEFAULT)).singleElement().satisfies(candidate -> {
            assertThat(candidate.stopped()).isTrue();
            assertThat(candidate.waiting()).hasSize(1);
        });
    }

    @Test
    void jobsThatWaitForNothingAreNotShownAgain() {
        String job = insert("acme", JobPriority.NORMAL, 1);
        store.run(handle -> handle.execute("UPDATE chunks SET state = 'DONE'"));
        assertThat(candidates(NOW, PlanStore.Reach.DEFAULT)).isEmpty();
        long notPlanned = store.<Long>write(handle ->
                handle.createQuery("SELECT count(*) FROM jobs WHERE plan_at IS NULL").mapTo(Long.class).one());
        assertThat(notPlanned).isEqualTo(1);
        assertThat(store.job(job).job().state().isEnded()).isFalse();
    }

    /** Chunks are put into the queue within the planner's transaction, and a queue that is away takes its time to say so. */
    @Test
    void whatIsPlannedIsNotLockedMeanwhile() {
        String waiting = insert("acme", JobPriority.NORMAL, 1);
        String idle = insert("acme", JobPriority.NORMAL, 1);
        store.run(handle -> handle.execute("UPDATE chunks SET state = 'DONE' WHERE job_id = ?", StoredId.job(idle)));
        store.run(planner -> {
            assertThat(plan.mayPlan(planner)).isTrue();
            assertThat(plan.look(planner, NOW, PlanStore.Reach.DEFAULT).jobs()).extracting(PublishCandidate::jobId).contains(waiting);
            int free = CompletableFuture.supplyAsync(() -> store.<Integer>write(handle -> handle
                    .createQuery("SELECT id FROM jobs FOR UPDATE NOWAIT").mapTo(UUID.class).list().size())).join();
            assertThat(free).isEqualTo(2);
        });
    }

    @Test
    void onePlansAtATime() {
        store.run(first -> {
            assertThat(plan.mayPlan(first)).isTrue();
            // On its own thread, since a thread's transaction is one.
            boolean second = CompletableFuture.supplyAsync(() -> store.<Boolean>write(plan::mayPlan)).join();
            assertThat(second).isFalse();
        });
        store.run(third -> assertThat(plan.mayPlan(third)).isTrue());
    }

    private List<PublishCandidate> candidates(Instant now, PlanStore.Reach reach) {
        return store.write(handle -> {
            List<PublishCandidate> found = plan.look(handle, now, reach).jobs();
            plan.passOver(handle, found);
            return found.stream().filter(job -> !job.isIdle()).toList();
        });
    }

    private int queued(String job, int chunks, Instant now) {
        List<ChunkId> ids = IntStream.range(0, chunks).mapToObj(i -> new ChunkId(job, i)).toList();
        return store.write(handle -> plan.queued(handle, ids, now));
    }

    /** Takes the first chunk and gives it back, not now. */
    private void giveBack(String job, Instant now) {
        happen(job, 0, new Event.ChunkDelivered(), now);
        happen(job, 0, new Event.ChunkGivenBack(1, GiveBack.NOT_NOW), now);
    }

    private void happen(String job, int index, Event.OfChunk event, Instant now) {
        store.run(handle -> {
            StoredChunk chunk = store.chunks.lock(handle, List.of(new ChunkId(job, index))).getFirst();
            store.chunks.update(handle, List.of(RULES.decide(chunk.job().job(), chunk.chunk(), event, now).chunk().orElseThrow()));
        });
    }

    private String insert(String tenant, JobPriority priority, int chunks) {
        Job job = Samples.cut(NOW, chunks);
        store.run(handle -> {
            store.jobs.insert(handle, job, terms(tenant, priority, new JobInput.InlineInput()), Optional.empty());
            store.chunks.insert(handle, job.id(), Samples.places(chunks), NOW);
        });
        return job.id();
    }
}
