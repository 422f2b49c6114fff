package io.outrigger.batchworker.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.batchworker.job.PublishCandidate.Load;
import io.outrigger.batchworker.job.PublishCandidate.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PublishOrderTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final PublishOrder ORDER = new PublishOrder(16, 1_000_000, 4, 5);

    /** A job of so many chunks of ten rows, submitted in the order of their names. */
    private static PublishCandidate job(String id, String tenant, int waiting, int queued) {
        return new PublishCandidate(id, tenant, "digits:1", false, JobPriority.NORMAL, START.plus(Duration.ofHours(24)), START,
                waiting(waiting), new Load(queued, 10L * queued), Load.NONE, 0);
    }

    private static List<Waiting> waiting(int chunks) {
        return IntStream.range(0, chunks).mapToObj(index -> new Waiting(index, 10, 0, 0)).toList();
    }

    private static PublishCandidate with(PublishCandidate job, JobPriority priority, Duration window, int concurrency) {
        return new PublishCandidate(job.jobId(), job.tenant(), job.model(), false, priority, START.plus(window), job.createdAt(),
                job.waiting(), job.queued(), job.leased(), concurrency);
    }

    private static PublishCandidate of(PublishCandidate job, String model, List<Waiting> waiting) {
        return new PublishCandidate(job.jobId(), job.tenant(), model, false, job.priority(), job.windowEnd(), job.createdAt(), waiting,
                job.queued(), job.leased(), job.concurrency());
    }

    private static PublishCandidate atWork(PublishCandidate job, int leased) {
        return new PublishCandidate(job.jobId(), job.tenant(), job.model(), false, job.priority(), job.windowEnd(), job.createdAt(),
                job.waiting(), job.queued(), new Load(leased, 10L * leased), job.concurrency());
    }

    private static List<Parcel> next(PublishOrder order, List<PublishCandidate> jobs) {
        return order.next(jobs, List.of(), 0);
    }

    private static List<String> names(List<Parcel> parcels) {
        return parcels.stream().flatMap(parcel -> parcel.chunks().stream()).map(PublishOrderTest::name).toList();
    }

    private static List<String> parcels(List<Parcel> parcels) {
        return parcels.stream().map(Parcel::chunks)
                .map(chunks -> chunks.stream().map(PublishOrderTest::name).collect(Collectors.joining(" "))).toList();
    }

    private static String name(ChunkId chunk) {
        return chunk.jobId() + chunk.index();
    }

    @Test
    void aJobFillsItsWindow() {
        assertThat(names(next(ORDER, List.of(job("a", "x", 9, 0))))).containsExactly("a0", "a1", "a2", "a3");
        assertThat(names(next(ORDER, List.of(job("a", "x", 9, 3))))).containsExactly("a0");
        assertThat(next(ORDER, List.of(job("a", "x", 9, 4)))).isEmpty();
        assertThat(next(ORDER, List.of())).isEmpty();
    }

    @Test
    void aJobKeepsToItsOwnBound() {
        PublishCandidate job = with(job("a", "x", 9, 1), JobPriority.NORMAL, Duration.ofHours(1), 2);
        assertThat(names(next(ORDER, List.of(job)))).containsExactly("a0");
        assertThat(names(next(ORDER, List.of(atWork(job, 1))))).as("what is at work counts").isEmpty();
    }

    @Test
    void allTogetherKeepToTheBoundOverAll() {
        List<PublishCandidate> jobs = IntStream.range(0, 10).mapToObj(index -> job("j" + index, "t" + index, 9, 1)).toList();
        assertThat(names(next(ORDER, jobs))).hasSize(6);
        PublishOrder inRows = new PublishOrder(1_000, 125, 4, 5);
        assertThat(names(next(inRows, jobs))).as("the last one may go beyond").hasSize(3);
    }

    /** As many workers as there are may take part in one job. */
    @Test
    void whatIsAtWorkIsInNobodysWay() {
        assertThat(names(next(ORDER, List.of(atWork(job("a", "x", 9, 1), 100))))).containsExactly("a0", "a1", "a2");
    }

    @Test
    void smallChunksOfAModelShareAParcel() {
        PublishOrder order = new PublishOrder(100, 1_000_000, 100, 5);
        List<Waiting> single = IntStream.range(0, 18).mapToObj(index -> new Waiting(index, 1, 0, 0)).toList();
        assertThat(next(order, List.of(of(job("a", "x", 0, 0), "digits:1", single))))
                .extracting(parcel -> parcel.chunks().size()).containsExactly(Parcels.CHUNKS_MAX, 2);
        assertThat(parcels(next(order, List.of(job("a", "x", 7, 0))))).as("64 rows").containsExactly("a0 a1 a2 a3 a4 a5", "a6");
        PublishCandidate other = of(job("b", "y", 0, 0), "letters:1", single.subList(0, 2));
        assertThat(parcels(next(order, List.of(job("a", "x", 2, 0), other)))).containsExactlyInAnyOrder("a0 a1", "b0 b1");
    }

    @Test
    void whatIsLargeOrWentBeforeGoesAlone() {
        PublishOrder order = new PublishOrder(100, 1_000_000, 100, 5);
        List<Waiting> waiting = List.of(
                new Waiting(0, 1, 0, 0), new Waiting(1, 1, 1, 0), new Waiting(2, 65, 0, 0), new Waiting(3, 1, 0, 0));
        assertThat(parcels(next(order, List.of(of(job("a", "x", 0, 0), "digits:1", waiting))))).containsExactly("a0 a3", "a1", "a2");
    }

    @Test
    void aSmallJobIsNextBehindManyRows() {
        List<PublishCandidate> jobs = List.of(job("a", "x", 9, 4), job("b", "x", 9, 4), job("c", "x", 9, 4), job("d", "x", 9, 3),
                job("small", "x", 1, 0));
        assertThat(names(next(ORDER, jobs))).containsExactly("small0");
    }

    @Test
    void tenantsShareInRows() {
        PublishOrder order = new PublishOrder(8, 1_000_000, 8, 5);
        List<PublishCandidate> jobs = List.of(job("a", "x", 9, 2), job("b", "y", 9, 0));
        assertThat(names(next(order, jobs))).containsExactly("b0", "b1", "a0", "b2", "a1", "b3");
        PublishCandidate narrow = of(job("b", "y", 0, 0), "digits:1",
                IntStream.range(0, 5).mapToObj(index -> new Waiting(index, 10, 1, 0)).toList());
        PublishCandidate wide = of(job("c", "z", 0, 0), "letters:1", List.of(new Waiting(0, 30, 1, 0), new Waiting(1, 30, 1, 0)));
        assertThat(names(next(order, List.of(narrow, wide)))).containsExactly("b0", "c0", "b1", "b2", "b3", "c1", "b4");
    }

    @Test
    void ofThoseThatMayTakeWorkersDownOneIsInFlight() {
        List<Waiting> waiting = List.of(new Waiting(0, 1, 5, 0), new Waiting(1, 1, 7, 0), new Waiting(2, 1, 4, 0), new Waiting(3, 1, 0, 0));
        List<PublishCandidate> jobs = List.of(of(job("a", "x", 0, 0), "digits:1", waiting), of(job("b", "y", 0, 0), "digits:1", waiting));
        assertThat(names(ORDER.next(jobs, List.of(), 0))).containsExactlyInAnyOrder("a0", "a2", "a3", "b2", "b3");
        assertThat(names(ORDER.next(jobs, List.of(), 1))).containsExactlyInAnyOrder("a2", "a3", "b2", "b3");
        assertThat(ORDER.hasSuspects(jobs)).isTrue();
        assertThat(ORDER.hasSuspects(List.of(job("c", "x", 9, 0)))).isFalse();
    }

    @Test
    void whatIsInFlightOfOtherJobsCounts() {
        List<PublishCandidate> jobs = List.of(job("a", "x", 2, 0), job("b", "y", 2, 0));
        List<TenantLoad> others = List.of(new TenantLoad("x", new Load(13, 5), new Load(2, 10)));
        assertThat(names(ORDER.next(jobs, others, 0))).as("of x are 15 rows there").containsExactly("b0", "b1", "a0");
    }

    @Test
    void aTenantsJobsGoByPriorityThenWindowThenAge() {
        PublishCandidate high = with(job("d", "x", 1, 0), JobPriority.HIGH, Duration.ofHours(90), 0);
        PublishCandidate near = with(job("c", "x", 1, 0), JobPriority.NORMAL, Duration.ofHours(1), 0);
        PublishCandidate low = with(job("a", "x", 1, 0), JobPriority.LOW, Duration.ofMinutes(1), 0);
        assertThat(names(next(ORDER, List.of(low, job("b", "x", 1, 0), near, high)))).containsExactly("d0", "c0", "b0", "a0");
    }

    @Test
    void aStoppedJobGoesFirst() {
        PublishCandidate stopped = new PublishCandidate("z", "x", "digits:1", true, JobPriority.LOW, START.plus(Duration.ofDays(9)), START,
                waiting(1), Load.NONE, Load.NONE, 0);
        assertThat(names(next(ORDER, List.of(job("a", "x", 1, 0), stopped)))).containsExactly("z0", "a0");
    }
}
