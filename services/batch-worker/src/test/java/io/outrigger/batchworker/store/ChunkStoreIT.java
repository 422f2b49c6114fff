package io.outrigger.batchworker.store;

import static io.outrigger.batchworker.store.Samples.NOW;
import static io.outrigger.batchworker.store.Samples.RULES;
import static io.outrigger.batchworker.store.Samples.SHA256;
import static io.outrigger.batchworker.store.Samples.terms;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.batchworker.job.Chunk;
import io.outrigger.batchworker.job.ChunkId;
import io.outrigger.batchworker.job.ChunkState;
import io.outrigger.batchworker.job.Event;
import io.outrigger.batchworker.job.GiveBack;
import io.outrigger.batchworker.job.Job;
import io.outrigger.batchworker.job.JobLimits;
import io.outrigger.batchworker.job.JobState;
import io.outrigger.batchworker.job.Outcome;
import io.outrigger.batchworker.rows.ChunkPlace;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Chunks from the cut to their lines, as the rules have them. */
class ChunkStoreIT {

    @RegisterExtension
    static final StoreExtension store = new StoreExtension();

    private final ChunkSweep sweep = new ChunkSweep();

    @BeforeEach
    void clear() {
        store.clear();
    }

    @Test
    void aChunkKnowsItsPlaceAndItsJob() {
        Job job = Samples.cut(NOW, 2);
        var place = new ChunkPlace(1, 5_000_000_000L, 70, 3_000_000_000L, 4, new int[] {5, 7});
        store.run(handle -> {
            store.jobs.insert(handle, job, terms("acme"), Optional.empty());
            store.chunks.insert(handle, job.id(), List.of(new ChunkPlace(0, 0, 1, 1, 1, new int[0]), place), NOW);
        });
        StoredChunk read = find(new ChunkId(job.id(), 1)).orElseThrow();
        assertThat(read.place()).usingRecursiveComparison().isEqualTo(place);
        assertThat(read.chunk()).isEqualTo(Chunk.cut(new ChunkId(job.id(), 1), 4, NOW));
        assertThat(read.job().job()).isEqualTo(job);
        assertThat(find(new ChunkId(job.id(), 2))).isEmpty();
        assertThat(find(new ChunkId(job.id(), 0)).orElseThrow().place().duplicateLines()).isEmpty();
    }

    @Test
    void chunksEndInAnyOrderAndTheirLinesFollowEachOther() {
        String job = insert(4);
        complete(job, 2, new ChunkLines.InDatabase("two\n".getBytes(UTF_8), SHA256), ChunkLines.NONE, 1);
        complete(job, 0, ChunkLines.NONE, new ChunkLines.InDatabase("no\n".getBytes(UTF_8), SHA256), 0);
        complete(job, 3, new ChunkLines.InObject("jobs/3", 1_000, SHA256), ChunkLines.NONE, 1);
        complete(job, 1, new ChunkLines.InDatabase("one\n".getBytes(UTF_8), SHA256), ChunkLines.NONE, 1);

        Job ended = store.job(job).job();
        assertThat(ended.state()).isEqualTo(JobState.COMPLETED);
        assertThat(ended.answered()).isEqualTo(new Job.Answered(4, 3, 1, 1_008, 3));
        assertThat(segments(job, LinesKind.RESULTS, 0, Long.MAX_VALUE)).containsExactly(
                new Segment(2, 0, 4, SHA256, Optional.empty()), new Segment(3, 4, 1_000, SHA256, Optional.of("jobs/3")),
                new Segment(1, 1_004, 4, SHA256, Optional.empty()));
        assertThat(segments(job, LinesKind.RESULTS, 4, 1_004)).extracting(Segment::index).containsExactly(3);
        assertThat(segments(job, LinesKind.RESULTS, 3, 5)).extracting(Segment::index).containsExactly(2, 3);
        assertThat(segments(job, LinesKind.RESULTS, 1_008, 2_000)).isEmpty();
        assertThat(segments(job, LinesKind.ERRORS, 0, 1)).extracting(Segment::index).containsExactly(0);
        Map<Integer, byte[]> lines = store.write(handle -> store.outputs.lines(handle, job, LinesKind.RESULTS, List.of(0, 1, 2, 3)));
        assertThat(lines).containsOnlyKeys(1, 2);
        assertThat(lines.get(1)).asString(UTF_8).isEqualTo("one\n");
        assertThat(store.<OutputKeys>write(handle -> store.outputs.keys(handle, job, -1, 10)))
                .isEqualTo(new OutputKeys(List.of("jobs/3"), 3));
        assertThat(store.write(handle -> store.outputs.keys(handle, job, 3, 10)).keys()).isEmpty();
    }

    @Test
    void anEndOfAnotherTokenChangesNothing() {
        String job = insert(1);
        ChunkId id = new ChunkId(job, 0);
        Chunk first = deliver(id, NOW);
        Chunk second = deliver(id, NOW.plusSeconds(60));
        assertThat(second.lease().token()).isEqualTo(2);
        Chunk done = new Chunk(id, 1, ChunkState.DONE, NOW, first.lease(), 1, 0, 0);
        assertThatThrownBy(() -> store.run(handle ->
                store.chunks.complete(handle, List.of(new ChunkStore.Done(
                        done, Job.Answered.NOTHING, new ChunkLines.InDatabase(new byte[1], SHA256), ChunkLines.NONE)))))
                .isInstanceOf(IllegalStateException.class);
        assertThat(find(id).orElseThrow().chunk()).isEqualTo(second);
        Map<Integer, byte[]> lines = store.write(handle -> store.outputs.lines(handle, job, LinesKind.RESULTS, List.of(0)));
        assertThat(lines).isEmpty();
    }

    @Test
    void ofTwoWhoLockAChunkTheSecondSeesWhatTheFirstWrote() throws Exception {
        String job = insert(64);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> both = IntStream.range(0, 128).<Future<?>>mapToObj(i -> threads.submit(() ->
                    complete(job, i / 2, new ChunkLines.InDatabase("a line\n".getBytes(UTF_8), SHA256), ChunkLines.NONE, 1))).toList();
            for (Future<?> each : both) {
                each.get();
            }
        }
        assertThat(store.job(job).job().answered()).isEqualTo(new Job.Answered(64, 64, 0, 64 * 7, 0));
        List<Segment> segments = segments(job, LinesKind.RESULTS, 0, Long.MAX_VALUE);
        assertThat(segments).extracting(Segment::index).doesNotHaveDuplicates().hasSize(64);
        assertThat(segments).extracting(Segment::offset).isEqualTo(IntStream.range(0, 64).mapToObj(i -> i * 7L).toList());
    }

    @Test
    void whoDoesNotWaitFailsWhereARowIsHeld() {
        String job = insert(1);
        ChunkId id = new ChunkId(job, 0);
        store.run(holder -> {
            store.chunks.lockWithJobs(holder, List.of(id));
            // On its own thread, since a thread's transaction is one.
            assertThatThrownBy(() -> CompletableFuture.runAsync(() -> store.run(handle -> {
                store.chunks.waitForNobody(handle);
                store.chunks.lockWithJobs(handle, List.of(id));
            })).join()).hasRootCauseInstanceOf(SQLException.class);
        });
    }

    @Test
    void theSweeperFindsWhatIsTooLongInTheQueueOrPastItsLease() {
        String job = insert(4);
        ChunkId lost = new ChunkId(job, 0);
        ChunkId leased = new ChunkId(job, 1);
        store.run(handle -> store.plan.queued(handle, List.of(lost), NOW));
        deliver(leased, NOW);
        deliver(new ChunkId(job, 2), NOW.plusSeconds(40));
        assertThat(overdue(NOW.plusSeconds(20), Optional.empty(), 10)).isEmpty();
        assertThat(overdue(NOW.plusSeconds(60), Optional.empty(), 10)).containsExactly(lost, leased);
        assertThat(overdue(NOW.plusSeconds(60), Optional.empty(), 1)).containsExactly(lost);
        assertThat(overdue(NOW.plusSeconds(60), Optional.of(lost), 10)).containsExactly(leased);
        store.run(handle -> {
            StoredChunk chunk = store.chunks.lock(handle, List.of(lost)).getFirst();
            store.chunks.update(handle, List.of(RULES.decide(
                    chunk.job().job(), chunk.chunk(), new Event.ChunkLookedAt(), NOW.plusSeconds(60)).chunk().orElseThrow()));
            store.plan.queued(handle, List.of(lost), NOW.plusSeconds(60));
        });
        assertThat(overdue(NOW.plusSeconds(121), Optional.empty(), 10)).as("patience doubles").doesNotContain(lost);
        assertThat(store.write(new WorkStore()::counts)).isEqualTo(new WorkCounts(1, 4, 1, 1, 2));
    }

    @Test
    void aChunkThatWaitsForATimeFarAwayIsFound() {
        String job = insert(1);
        ChunkId id = new ChunkId(job, 0);
        deliver(id, NOW.plusSeconds(5_000));
        store.run(handle -> {
            StoredChunk chunk = store.chunks.lock(handle, List.of(id)).getFirst();
            store.plan.queued(handle, List.of(id), NOW);
            var givenBack = new Event.ChunkGivenBack(1, GiveBack.NOT_NOW);
            store.chunks.update(handle, List.of(RULES.decide(
                    chunk.job().job(), chunk.chunk(), givenBack, NOW.plusSeconds(5_000)).chunk().orElseThrow()));
        });
        assertThat(store.<List<ChunkId>>write(handle -> sweep.ahead(handle, NOW, JobLimits.DEFAULT, 10))).containsExactly(id);
        assertThat(store.<List<ChunkId>>write(handle -> sweep.ahead(handle, NOW.plusSeconds(5_000), JobLimits.DEFAULT, 10))).isEmpty();
    }

    private String insert(int chunks) {
        Job job = Samples.cut(NOW, chunks);
        store.run(handle -> {
            store.jobs.insert(handle, job, terms("acme"), Optional.empty());
            store.chunks.insert(handle, job.id(), Samples.places(chunks), NOW);
        });
        return job.id();
    }

    private Optional<StoredChunk> find(ChunkId id) {
        return store.write(handle -> store.chunks.find(handle, id));
    }

    private Chunk deliver(ChunkId id, Instant now) {
        return store.write(handle -> {
            StoredChunk chunk = store.chunks.lock(handle, List.of(id)).getFirst();
            Chunk leased = RULES.decide(chunk.job().job(), chunk.chunk(), new Event.ChunkDelivered(), now).chunk().orElseThrow();
            store.chunks.update(handle, List.of(leased));
            return leased;
        });
    }

    private void complete(String job, int index, ChunkLines results, ChunkLines errors, long completed) {
        store.run(handle -> {
            StoredChunk chunk = store.chunks.lockWithJobs(handle, List.of(new ChunkId(job, index))).getFirst();
            if (chunk.chunk().state() == ChunkState.DONE) {
                return;
            }
            Job before = chunk.job().job();
            Outcome outcome = RULES.decide(before, chunk.chunk(), new Event.ChunkDone(
                    chunk.chunk().lease().token(), completed, 1 - completed, results.bytes(), errors.bytes()), NOW);
            store.chunks.complete(handle, List.of(new ChunkStore.Done(outcome.chunk().orElseThrow(), before.answered(), results, errors)));
            store.jobs.update(handle, List.of(outcome.job()));
        });
    }

    private List<Segment> segments(String job, LinesKind kind, long from, long to) {
        return store.write(handle -> store.outputs.segments(handle, job, kind, from, to, 100));
    }

    private List<ChunkId> overdue(Instant now, Optional<ChunkId> after, int limit) {
        return store.write(handle -> sweep.overdue(handle, now, JobLimits.DEFAULT, after, limit));
    }
}
