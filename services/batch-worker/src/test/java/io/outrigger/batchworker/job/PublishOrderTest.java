package io.outrigger.batchworker.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.batchworker.job.PublishCandidate.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PublishOrderTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final PublishOrder ORDER = new PublishOrder(16, 4);

    /** A job of so many chunks of ten rows, submitted in the order of their names. */
    private static PublishCandidate job(String id, String tenant, int waiting, int inFlight) {
        return new PublishCandidate(id, tenant, false, JobPriority.NORMAL, START.plus(Duration.ofHours(24)), START, waiting(waiting),
                inFlight, 10L * inFlight, 0);
    }

    private static List<Waiting> waiting(int chunks) {
        return IntStream.range(0, chunks).mapToObj(index -> new Waiting(index, 10)).toList();
    }

    private static PublishCandidate with(PublishCandidate job, JobPriority priority, Duration window, int concurrency) {
        return new PublishCandidate(job.jobId(), job.tenant(), false, priority, START.plus(window), job.createdAt(), job.waiting(),
                job.chunksInFlight(), job.rowsInFlight(), concurrency);
    }

    private static List<String> names(List<ChunkId> chunks) {
        return chunks.stream().map(chunk -> chunk.jobId() + chunk.index()).toList();
    }

    @Test
    void aJobFillsItsWindow() {
        assertThat(names(ORDER.next(List.of(job("a", "x", 9, 0))))).containsExactly("a0", "a1", "a2", "a3");
        assertThat(names(ORDER.next(List.of(job("a", "x", 9, 3))))).containsExactly("a0");
        assertThat(ORDER.next(List.of(job("a", "x", 9, 4)))).isEmpty();
        assertThat(ORDER.next(List.of())).isEmpty();
    }

    @Test
    void aJobKeepsToItsOwnBound() {
        PublishCandidate job = with(job("a", "x", 9, 1), JobPriority.NORMAL, Duration.ofHours(1), 2);
        assertThat(names(ORDER.next(List.of(job)))).containsExactly("a0");
    }

    @Test
    void allTogetherKeepToTheBoundOverAll() {
        List<PublishCandidate> jobs = IntStream.range(0, 10).mapToObj(index -> job("j" + index, "t" + index, 9, 1)).toList();
        assertThat(ORDER.next(jobs)).hasSize(6);
    }

    @Test
    void aSmallJobIsNextBehindManyRows() {
        List<PublishCandidate> jobs = List.of(job("a", "x", 9, 4), job("b", "x", 9, 4), job("c", "x", 9, 4), job("d", "x", 9, 3),
                job("small", "x", 1, 0));
        assertThat(names(ORDER.next(jobs))).containsExactly("small0");
    }

    @Test
    void tenantsShareInRows() {
        PublishOrder order = new PublishOrder(8, 8);
        List<PublishCandidate> jobs = List.of(job("a", "x", 9, 2), job("b", "y", 9, 0));
        assertThat(names(order.next(jobs))).containsExactly("b0", "b1", "a0", "b2", "a1", "b3");
        PublishCandidate wide = new PublishCandidate("c", "z", false, JobPriority.NORMAL, START, START,
                List.of(new Waiting(0, 30), new Waiting(1, 30)), 0, 0, 0);
        assertThat(names(order.next(List.of(job("b", "y", 5, 0), wide)))).containsExactly("c0", "b0", "b1", "b2", "c1", "b3", "b4");
    }

    @Test
    void aTenantsJobsGoByPriorityThenWindowThenAge() {
        PublishCandidate high = with(job("d", "x", 1, 0), JobPriority.HIGH, Duration.ofHours(90), 0);
        PublishCandidate near = with(job("c", "x", 1, 0), JobPriority.NORMAL, Duration.ofHours(1), 0);
        PublishCandidate low = with(job("a", "x", 1, 0), JobPriority.LOW, Duration.ofMinutes(1), 0);
        assertThat(names(ORDER.next(List.of(low, job("b", "x", 1, 0), near, high)))).containsExactly("d0", "c0", "b0", "a0");
    }

    @Test
    void aStoppedJobGoesFirst() {
        PublishCandidate stopped = new PublishCandidate("z", "x", true, JobPriority.LOW, START.plus(Duration.ofDays(9)), START,
                waiting(1), 0, 0, 0);
        assertThat(names(ORDER.next(List.of(job("a", "x", 1, 0), stopped)))).containsExactly("z0", "a0");
    }
}
