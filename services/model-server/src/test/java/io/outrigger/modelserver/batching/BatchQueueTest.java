package io.outrigger.modelserver.batching;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.modelserver.batching.BatchQueue.Admission;
import io.outrigger.modelserver.batching.BatchQueue.HoldUntil;
import io.outrigger.modelserver.batching.BatchQueue.Idle;
import io.outrigger.modelserver.batching.BatchQueue.Run;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchQueueTest {

    private static BatchQueue<String> queue(int rowsMax, long holdNanos, Integer... preferred) {
        return new BatchQueue<>(new BatchPolicy(rowsMax, true, List.of(preferred), holdNanos, 100, 1_000));
    }

    private static WaitingRequest<String> waiting(String name, String lane, int rows, long arrived) {
        return new WaitingRequest<>(name, lane, rows, 10, arrived, Long.MAX_VALUE);
    }

    private static List<String> run(BatchQueue<String> queue, long now) {
        return queue.next(now) instanceof Run<String> run ? run.requests().stream().map(WaitingRequest::item).toList() : List.of();
    }

    @Test
    void aFreeWorkerTakesEverythingThatWaitsAtOnce() {
        var queue = queue(8, 0);
        assertThat(queue.next(0)).isInstanceOf(Idle.class);
        queue.offer(waiting("a", "x", 1, 0));
        queue.offer(waiting("b", "x", 2, 1));
        assertThat(run(queue, 1)).containsExactly("a", "b");
        assertThat(queue.next(1)).isInstanceOf(Idle.class);
    }

    @Test
    void aRequestIsNeverSplitAndNeverOvertaken() {
        var queue = queue(4, 0);
        queue.offer(waiting("a", "x", 3, 0));
        queue.offer(waiting("b", "x", 2, 1));
        queue.offer(waiting("c", "x", 1, 2));
        assertThat(run(queue, 2)).containsExactly("a");
        assertThat(run(queue, 2)).containsExactly("b", "c");
    }

    @Test
    void theLaneWhoseHeadWaitedLongestGoesFirst() {
        var queue = queue(4, 0);
        queue.offer(waiting("a", "x", 1, 0));
        queue.offer(waiting("b", "y", 1, 1));
        queue.offer(waiting("c", "x", 1, 2));
        assertThat(run(queue, 2)).containsExactly("a", "c");
        assertThat(run(queue, 2)).containsExactly("b");
    }

    @Test
    void withoutJoiningEachRunsAlone() {
        var queue = new BatchQueue<String>(new BatchPolicy(8, false, List.of(), 50, 100, 1_000));
        queue.offer(waiting("a", "x", 1, 0));
        queue.offer(waiting("b", "x", 1, 0));
        assertThat(run(queue, 0)).containsExactly("a");
        assertThat(run(queue, 0)).containsExactly("b");
    }

    @Test
    void afterTheEndOfJoiningNothingIsJoinedNorHeld() {
        var queue = queue(8, 100, 2);
        queue.offer(waiting("a", "x", 1, 0));
        assertThat(queue.next(0)).isInstanceOf(HoldUntil.class);
        queue.stopJoining();
        queue.offer(waiting("b", "x", 1, 0));
        assertThat(run(queue, 0)).containsExactly("a");
        assertThat(run(queue, 0)).containsExactly("b");
    }

    @Test
    void aHoldWaitsForTheHeadsTimeOrAFullBatch() {
        var queue = queue(4, 100);
        queue.offer(waiting("a", "x", 1, 10));
        assertThat(queue.next(10)).isEqualTo(new HoldUntil<String>(110));
        queue.offer(waiting("b", "x", 1, 60));
        assertThat(queue.next(109)).isEqualTo(new HoldUntil<String>(110));
        assertThat(run(queue, 110)).containsExactly("a", "b");
        queue.offer(waiting("c", "x", 3, 120));
        queue.offer(waiting("d", "x", 2, 121));
        assertThat(run(queue, 121)).as("no more fits").containsExactly("c");
    }

    @Test
    void aPreferredSizeGoesAtOnceTheLargestFirst() {
        var queue = queue(8, 100, 4, 2);
        queue.offer(waiting("a", "x", 1, 0));
        assertThat(queue.next(0)).isInstanceOf(HoldUntil.class);
        for (String name : List.of("b", "c", "d", "e")) {
            queue.offer(waiting(name, "x", 1, 0));
        }
        assertThat(run(queue, 0)).containsExactly("a", "b", "c", "d");
        assertThat(queue.next(0)).isInstanceOf(HoldUntil.class);
        assertThat(run(queue, 100)).containsExactly("e");
    }

    @Test
    void expiredRequestsAreDroppedAndTold() {
        var queue = queue(8, 0);
        queue.offer(new WaitingRequest<>("late", "x", 1, 10, 0, 5));
        queue.offer(waiting("good", "x", 1, 1));
        assertThat(run(queue, 5)).containsExactly("good");
        assertThat(queue.takeExpired()).extracting(WaitingRequest::item).containsExactly("late");
        assertThat(queue.takeExpired()).isEmpty();
    }

    @Test
    void theQueueIsLimitedInRequestsAndBytes() {
        var queue = new BatchQueue<String>(new BatchPolicy(8, true, List.of(), 0, 2, 25));
        var a = waiting("a", "x", 1, 0);
        assertThat(queue.offer(a)).isEqualTo(Admission.ADMITTED);
        assertThat(queue.offer(new WaitingRequest<>("b", "x", 1, 16, 0, Long.MAX_VALUE))).isEqualTo(Admission.TOO_MANY_BYTES);
        assertThat(queue.offer(waiting("c", "x", 1, 0))).isEqualTo(Admission.ADMITTED);
        assertThat(queue.offer(waiting("d", "x", 1, 0))).isEqualTo(Admission.TOO_MANY_REQUESTS);
        assertThat(queue.remove(a)).isTrue();
        assertThat(queue.remove(a)).isFalse();
        assertThat(queue.offer(waiting("e", "x", 1, 0))).isEqualTo(Admission.ADMITTED);
    }
}
