package io.outrigger.orchestrator.batching;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.chassis.headers.Priority;
import io.outrigger.orchestrator.batching.BatchEvent.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Callers that ask again as soon as they are answered, three times as many as fill the server, in simulated time. */
class OverloadTest {

    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int ROWS_MAX = 8;
    private static final long CALL = 20 * MS;
    /** As many as there are rows in two calls: one is worked on, one waits. */
    private static final int FILLING = 2 * ROWS_MAX;

    private record Step(long at, long number, Runnable what) {
    }

    private final PriorityQueue<Step> steps = new PriorityQueue<>(
            Comparator.comparingLong(Step::at).thenComparingLong(Step::number));
    private final List<Long> latencies = new ArrayList<>();
    private final Set<String> toldToComeAgain = new HashSet<>();
    private final Set<String> cameInVain = new HashSet<>();
    private long now;
    private long numbers;
    private int firstRetries;
    private int firstRetriesTaken;

    private Batcher<String> batcher;

    @Test
    void whoComesAsToldIsTakenAndNobodyWaitsLong() {
        long alone = p99(FILLING, 50 * MS);
        long overloaded = p99(3 * FILLING, 50 * MS);
        assertThat(firstRetries).isGreaterThan(500);
        assertThat((double) firstRetriesTaken / firstRetries).isGreaterThanOrEqualTo(0.9);
        assertThat((double) overloaded / alone).isLessThanOrEqualTo(2);
        assertThat(latencies.size()).as("the server is busy all the time").isGreaterThan((int) (0.9 * 60 * SECOND / CALL * ROWS_MAX));
    }

    @Test
    void withoutALimitAllWait() {
        assertThat(p99(3 * FILLING, Long.MAX_VALUE)).isGreaterThan(4 * CALL);
        assertThat(firstRetries).isZero();
    }

    private long p99(int callers, long waitMax) {
        batcher = new Batcher<>(new QueueLimits(10_000, Long.MAX_VALUE, 16, waitMax, 0.1),
                lane -> new LanePolicy(ROWS_MAX, Long.MAX_VALUE, new ModelInstances(1, true, 0), 1));
        latencies.clear();
        steps.clear();
        long end = now + 60 * SECOND;
        for (int i = 0; i < callers; i++) {
            String caller = "caller-" + i;
            at(now + i * MS, () -> ask(caller));
        }
        while (!steps.isEmpty() && steps.peek().at() < end) {
            Step step = steps.poll();
            now = step.at();
            step.what().run();
        }
        now = end;
        Collections.sort(latencies);
        return latencies.get((int) (0.99 * latencies.size()));
    }

    private void at(long time, Runnable what) {
        steps.add(new Step(time, numbers++, what));
    }

    private void ask(String caller) {
        on(new BatchEvent.Arrived<>(new QueuedRequest<>(
                caller, new LaneKey("m", ""), 1, 1, "tenant", caller, Priority.LIVE, now + 100 * SECOND)));
    }

    private void on(BatchEvent<String> event) {
        for (BatchCommand<String> command : batcher.on(event, now)) {
            switch (command) {
                case BatchCommand.Dispatch<String>(BatchCall<String> call, DispatchReason _) ->
                        at(now + CALL, () -> on(new BatchEvent.Ended<>(call, Outcome.ANSWERED)));
                case BatchCommand.Deliver<String>(BatchCall<String> _, List<QueuedRequest<String>> requests, long _) ->
                        requests.forEach(this::answered);
                case BatchCommand.Drop<String>(QueuedRequest<String> request, DropReason reason, int comeAgainS) ->
                        dropped(request.item(), reason, comeAgainS);
                case BatchCommand.CancelCall<String> _, BatchCommand.WakeAt<String> _ -> { }
            }
        }
    }

    private void answered(QueuedRequest<String> request) {
        latencies.add(now - request.arrivedNanos());
        cameInVain.remove(request.item());
        if (toldToComeAgain.remove(request.item())) {
            firstRetries++;
            firstRetriesTaken++;
        }
        at(now + MS, () -> ask(request.item()));
    }

    private void dropped(String caller, DropReason reason, int comeAgainS) {
        assertThat(reason).isEqualTo(DropReason.OVERLOAD);
        if (toldToComeAgain.remove(caller)) {
            firstRetries++;
            cameInVain.add(caller);
        } else if (!cameInVain.contains(caller)) {
            toldToComeAgain.add(caller);
        }
        at(now + comeAgainS * SECOND, () -> ask(caller));
    }
}
