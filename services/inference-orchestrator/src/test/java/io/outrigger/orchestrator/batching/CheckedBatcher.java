package io.outrigger.orchestrator.batching;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.chassis.headers.Priority;
import io.outrigger.orchestrator.batching.BatchEvent.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A batcher of requests that are numbers, whose every command is held against the rules; two lanes share each of two models. */
final class CheckedBatcher {

    static final int ROWS_MAX = 8;
    private static final int REQUESTS_MAX = 60;
    private static final int SLOTS_MAX = 12;

    private final Batcher<Integer> batcher =
            new Batcher<>(new QueueLimits(REQUESTS_MAX, 1_000_000, 2, Long.MAX_VALUE, 0.1),
                    lane -> new LanePolicy(ROWS_MAX, 100_000, ModelInstances.UNKNOWN, SLOTS_MAX));
    private final List<QueuedRequest<Integer>> requests = new ArrayList<>();
    private final Set<QueuedRequest<Integer>> unended = new LinkedHashSet<>();
    private final List<BatchCall<Integer>> inFlight = new ArrayList<>();
    private final List<String> decisions = new ArrayList<>();
    private long now;

    void arrive(int lane, int rows, String tenant, Priority priority, long patience) {
        long deadline = patience == Long.MAX_VALUE ? patience : now + patience;
        var request = new QueuedRequest<>(requests.size(), new LaneKey("model-" + lane / 2, lane), rows, 10L * rows, tenant, "", priority,
                deadline);
        requests.add(request);
        unended.add(request);
        on(new BatchEvent.Arrived<>(request));
    }

    void leave(int number) {
        if (number < requests.size()) {
            on(new BatchEvent.Left<>(requests.get(number)));
        }
    }

    void end(int number, Outcome outcome) {
        if (!inFlight.isEmpty()) {
            on(new BatchEvent.Ended<>(inFlight.remove(number % inFlight.size()), outcome));
        }
    }

    void inform(int model, ModelInstances instances) {
        on(new BatchEvent.Informed<>("model-" + model, instances));
        assertThat(batcher.lanes()).filteredOn(lane -> lane.key().model().equals("model-" + model))
                .allMatch(lane -> lane.instances().equals(instances))
                .allMatch(lane -> lane.slots() >= Math.min(instances.count(), SLOTS_MAX) && lane.slots() <= SLOTS_MAX)
                .allMatch(lane -> !instances.exact() || lane.slots() <= 2 * instances.count() + (lane.joining() ? 2 : 3));
    }

    void pass(long nanos) {
        now += nanos;
        on(new BatchEvent.Tick<>());
    }

    /** Ends whatever is in flight until nothing is. */
    void finish() {
        while (!inFlight.isEmpty()) {
            end(0, Outcome.ANSWERED);
        }
    }

    Set<QueuedRequest<Integer>> unended() {
        return unended;
    }

    int waiting() {
        return batcher.waiting();
    }

    List<String> decisions() {
        return decisions;
    }

    private void on(BatchEvent<Integer> event) {
        Map<LaneKey, Integer> calls = callsOfLanes();
        for (BatchCommand<Integer> command : batcher.on(event, now)) {
            switch (command) {
                case BatchCommand.Dispatch<Integer>(BatchCall<Integer> call, DispatchReason reason) -> {
                    dispatched(call, reason);
                    calls.merge(call.requests().getFirst().lane(), 1, Integer::sum);
                }
                case BatchCommand.Drop<Integer>(QueuedRequest<Integer> request, DropReason reason, int _) ->
                        dropped(request, reason, calls);
                case BatchCommand.Deliver<Integer>(BatchCall<Integer> call, List<QueuedRequest<Integer>> delivered, long wait) -> {
                    assertThat(wait).isNotNegative();
                    assertThat(call.requests()).containsAll(delivered);
                    delivered.forEach(this::ended);
                    decisions.add("deliver " + numbers(delivered));
                }
                case BatchCommand.CancelCall<Integer>(BatchCall<Integer> call) -> {
                    assertThat(call.requests()).noneMatch(unended::contains);
                    decisions.add("cancel " + numbers(call.requests()));
                }
                case BatchCommand.WakeAt<Integer>(long nanos) -> assertThat(nanos).isGreaterThan(now);
            }
        }
        assertThat(batcher.waiting()).isBetween(0, REQUESTS_MAX);
        assertThat(inFlight).hasSize(callsOfLanes().values().stream().mapToInt(Integer::intValue).sum());
        nothingWaitsForNothing();
    }

    private void dispatched(BatchCall<Integer> call, DispatchReason reason) {
        decisions.add("send " + numbers(call.requests()) + " " + reason);
        inFlight.add(call);
        QueuedRequest<Integer> first = call.requests().getFirst();
        assertThat(call.requests()).allSatisfy(request -> {
            assertThat(unended).contains(request);
            assertThat(request.lane()).isEqualTo(first.lane());
            assertThat(request.priority()).isEqualTo(first.priority());
            assertThat(request.deadlineNanos()).isGreaterThan(now);
        }).isSortedAccordingTo(QueuedRequest.BY_DEADLINE);
        assertThat(call.rows()).isEqualTo(call.requests().stream().mapToInt(QueuedRequest::rows).sum()).isLessThanOrEqualTo(ROWS_MAX);
        assertThat(call.requests().getLast().deadlineNanos())
                .isEqualTo(call.requests().stream().mapToLong(QueuedRequest::deadlineNanos).max().orElseThrow());
    }

    private void dropped(QueuedRequest<Integer> request, DropReason reason, Map<LaneKey, Integer> calls) {
        decisions.add("drop " + request.item() + " " + reason);
        ended(request);
        switch (reason) {
            case EXPIRED -> assertThat(request.deadlineNanos()).isLessThanOrEqualTo(now);
            case PREDICTED_MISS -> assertThat(calls.getOrDefault(request.lane(), 0)).isPositive();
            case CANCELLED -> { }
            case QUEUE_FULL -> assertThat(batcher.waiting()).isGreaterThanOrEqualTo(
                    request.priority() == Priority.JOB ? (int) (0.7 * REQUESTS_MAX) : REQUESTS_MAX);
            case OVERLOAD -> throw new AssertionError("no wait is too long here");
        }
    }

    private void ended(QueuedRequest<Integer> request) {
        assertThat(unended.remove(request)).as("the end of " + request.item()).isTrue();
    }

    /** A live request waits only while its lane has no slot, or while all slots of the fleet are taken and one is its model's. */
    private void nothingWaitsForNothing() {
        List<LaneView> lanes = batcher.lanes();
        int slots = lanes.stream().filter(lane -> lane.inFlight() + lane.liveRequests() + lane.jobRequests() > 0)
                .mapToInt(LaneView::slots).max().orElse(1);
        for (LaneView lane : lanes) {
            boolean takesLone = lane.inFlight() > 0 && lane.inFlight() < lane.slots() && inFlight.size() < slots;
            if (lane.liveRequests() > 0 && !takesLone && lane.inFlight() < lane.slots()) {
                assertThat(inFlight.size()).isGreaterThanOrEqualTo(slots);
                assertThat(lanes.stream().filter(other -> other.key().model().equals(lane.key().model()))
                        .mapToInt(LaneView::inFlight).sum()).isPositive();
            }
        }
        if (batcher.waiting() > 0) {
            assertThat(inFlight).isNotEmpty();
        }
    }

    private Map<LaneKey, Integer> callsOfLanes() {
        return new HashMap<>(batcher.lanes().stream().collect(Collectors.toMap(LaneView::key, LaneView::inFlight)));
    }

    private static List<Integer> numbers(List<QueuedRequest<Integer>> of) {
        return of.stream().map((Function<QueuedRequest<Integer>, Integer>) QueuedRequest::item).toList();
    }
}
