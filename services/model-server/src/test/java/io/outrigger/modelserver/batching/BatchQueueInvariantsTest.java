package io.outrigger.modelserver.batching;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.modelserver.batching.BatchQueue.Admission;
import io.outrigger.modelserver.batching.BatchQueue.HoldUntil;
import io.outrigger.modelserver.batching.BatchQueue.Idle;
import io.outrigger.modelserver.batching.BatchQueue.Run;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Random traces of arrivals, departures and free workers, with the promises that hold in each. */
class BatchQueueInvariantsTest {

    private final Set<Integer> ended = new HashSet<>();
    private final Map<Integer, WaitingRequest<Integer>> inside = new HashMap<>();
    private final Map<Object, Integer> lastOfLane = new HashMap<>();

    @Property(tries = 500)
    void everyRequestLeavesOnceInOrderWholeAndInTime(@ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int rowsMax,
            @ForAll @IntRange(max = 40) int hold, @ForAll boolean joining) {
        ended.clear();
        inside.clear();
        lastOfLane.clear();
        Random random = new Random(seed);
        List<Integer> preferred = random.nextBoolean() ? List.of() : List.of(1 + random.nextInt(rowsMax));
        BatchPolicy policy = new BatchPolicy(rowsMax, joining, preferred, hold, 20, 200);
        var queue = new BatchQueue<Integer>(policy);
        long now = random.nextLong();
        for (int step = 0; step < 300; step++) {
            now += random.nextInt(4);
            switch (random.nextInt(5)) {
                case 0, 1 -> offer(queue, policy, random, step, now);
                case 2 -> leave(queue, random);
                default -> work(queue, policy, now);
            }
            assertThat(queue.requests()).isEqualTo(inside.size()).isLessThanOrEqualTo(20);
            assertThat(queue.bytes()).isEqualTo(inside.values().stream().mapToLong(WaitingRequest::bytes).sum());
        }
        long end = now + hold + 1;
        for (int step = 0; step < 100 && !inside.isEmpty(); step++) {
            work(queue, policy, end);
        }
        assertThat(inside).as("nothing is held for ever").isEmpty();
        assertThat(queue.next(end)).isInstanceOf(Idle.class);
    }

    private void offer(BatchQueue<Integer> queue, BatchPolicy policy, Random random, int id, long now) {
        long deadline = random.nextInt(3) == 0 ? now + random.nextInt(30) : Long.MAX_VALUE;
        var request = new WaitingRequest<>(id, random.nextInt(3), 1 + random.nextInt(policy.rowsMax()), random.nextInt(30), now, deadline);
        if (queue.offer(request) == Admission.ADMITTED) {
            inside.put(id, request);
        } else {
            assertThat(inside).as("a request is refused only beside others").isNotEmpty();
        }
    }

    private void leave(BatchQueue<Integer> queue, Random random) {
        List<WaitingRequest<Integer>> all = new ArrayList<>(inside.values());
        if (!all.isEmpty()) {
            var request = all.get(random.nextInt(all.size()));
            assertThat(queue.remove(request)).isTrue();
            assertThat(queue.remove(request)).isFalse();
            end(request);
        }
    }

    private void work(BatchQueue<Integer> queue, BatchPolicy policy, long now) {
        var step = queue.next(now);
        for (var late : queue.takeExpired()) {
            assertThat(now - late.deadlineNanos()).isNotNegative();
            end(late);
        }
        switch (step) {
            case Run<Integer> run -> {
                int rows = run.requests().stream().mapToInt(WaitingRequest::rows).sum();
                assertThat(rows).isLessThanOrEqualTo(policy.rowsMax());
                assertThat(run.requests()).isNotEmpty();
                assertThat(policy.joining() || run.requests().size() == 1).isTrue();
                assertThat(run.requests().stream().map(WaitingRequest::lane).distinct()).hasSize(1);
                for (var request : run.requests()) {
                    assertThat(request.deadlineNanos() == Long.MAX_VALUE || now - request.deadlineNanos() < 0).isTrue();
                    Integer before = lastOfLane.put(request.lane(), request.item());
                    assertThat(before == null || before < request.item()).as("order within a lane").isTrue();
                    end(request);
                }
            }
            case HoldUntil<Integer> until -> {
                assertThat(policy.holdNanos()).isPositive();
                assertThat(until.nanos() - now).isPositive().isLessThanOrEqualTo(policy.holdNanos());
            }
            case Idle<Integer> idle -> assertThat(inside).as("work is left while a worker idles").isEmpty();
        }
    }

    private void end(WaitingRequest<Integer> request) {
        assertThat(ended.add(request.item())).as("request %s ends once", request.item()).isTrue();
        assertThat(inside.remove(request.item())).isNotNull();
    }
}
