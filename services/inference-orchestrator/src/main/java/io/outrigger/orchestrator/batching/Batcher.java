package io.outrigger.orchestrator.batching;

import io.outrigger.chassis.headers.Priority;
import io.outrigger.orchestrator.batching.BatchEvent.Outcome;
import io.outrigger.orchestrator.batching.FleetSlots.Turn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Decides which requests to one fleet share a call, and when: events in, commands out, and nothing else happens.
 *
 * <p>Requests that may share calls wait in a {@link Lane}. A lane keeps some calls in flight, as {@link SlotCount} says; a slot that is
 * free takes everything that waits, up to what one call holds. So a request goes at once while nothing is in flight, and calls grow by
 * themselves while the fleet is busy. Where several instances are known, {@link CallSpacing} keeps their calls apart. Lanes share the
 * fleet as {@link FleetSlots} says. A request is never split, and ends exactly once: with a {@link BatchCommand.Deliver}, or with a
 * {@link BatchCommand.Drop} before it. Not thread-safe; time is given.
 */
public final class Batcher<T> {

    private static final double PLACES_FOR_JOBS = 0.7;

    private final QueueLimits limits;
    private final Function<LaneKey, LanePolicy> policies;
    private final Map<LaneKey, Lane<T>> lanes = new HashMap<>();
    /** Lanes with nothing to do, the longest idle first: what they have learned is kept for a while. */
    private final LinkedHashMap<LaneKey, Lane<T>> idle = new LinkedHashMap<>();
    private final FleetSlots<T> fleet;
    private final TreeSet<QueuedRequest<T>> deadlines = new TreeSet<>(QueuedRequest.BY_DEADLINE);
    /** Lanes whose live rows are kept for a later call, and until when. */
    private final Map<Lane<T>, Long> kept = new HashMap<>();
    private long arrivals;
    private int waiting;
    private long waitingBytes;

    /** @param policies how requests of a lane may be put together, asked when a lane is opened */
    public Batcher(QueueLimits limits, Function<LaneKey, LanePolicy> policies) {
        this.limits = limits;
        this.policies = policies;
        this.fleet = new FleetSlots<>(limits.jobShare());
    }

    /** Takes an event at a time that is not before that of the event before. */
    public List<BatchCommand<T>> on(BatchEvent<T> event, long nowNanos) {
        List<BatchCommand<T>> commands = new ArrayList<>();
        expire(nowNanos, commands);
        switch (event) {
            case BatchEvent.Arrived<T>(QueuedRequest<T> request) -> arrived(request, nowNanos, commands);
            case BatchEvent.Left<T>(QueuedRequest<T> request) -> drop(request, DropReason.CANCELLED, commands);
            case BatchEvent.Ended<T>(BatchCall<T> call, Outcome outcome) -> ended(call, outcome, nowNanos, commands);
            case BatchEvent.Informed<T>(String model, ModelInstances instances) -> informed(model, instances);
            case BatchEvent.Tick<T>() -> { }
        }
        dispatch(nowNanos, commands);
        wake(commands);
        return commands;
    }

    private void wake(List<BatchCommand<T>> commands) {
        long deadline = deadlines.isEmpty() ? Long.MAX_VALUE : deadlines.first().deadlineNanos();
        long next = kept.values().stream().reduce(deadline, Math::min);
        if (next != Long.MAX_VALUE) {
            commands.add(new BatchCommand.WakeAt<>(next));
        }
    }

    private void arrived(QueuedRequest<T> request, long nowNanos, List<BatchCommand<T>> commands) {
        request.arrived(nowNanos, arrivals++);
        if (request.isOver()) {
            return;
        }
        if (request.deadlineNanos() <= nowNanos) {
            drop(request, DropReason.EXPIRED, commands);
            return;
        }
        Lane<T> lane = lane(request.lane());
        if (isFullFor(request)) {
            shed(lane, request, DropReason.QUEUE_FULL, nowNanos, commands);
        } else if (request.priority() == Priority.LIVE && !lane.takes(request, limits.waitMaxNanos(), nowNanos)) {
            shed(lane, request, DropReason.OVERLOAD, nowNanos, commands);
        } else {
            lane.waiting(request.priority()).add(request);
            waiting++;
            waitingBytes += request.bytes();
            deadlines.add(request);
            fleet.changed(lane);
        }
    }

    /** Jobs leave places to those who wait. */
    private boolean isFullFor(QueuedRequest<T> request) {
        double requestsMax = limits.requestsMax() * (request.priority() == Priority.JOB ? PLACES_FOR_JOBS : 1);
        return waiting >= Math.max(1, requestsMax) || waiting > 0 && waitingBytes + request.bytes() > limits.bytesMax();
    }

    private void shed(Lane<T> lane, QueuedRequest<T> request, DropReason reason, long nowNanos, List<BatchCommand<T>> commands) {
        request.end();
        commands.add(new BatchCommand.Drop<>(request, reason, lane.comeAgainS(request, nowNanos)));
        settle(lane);
    }

    private Lane<T> lane(LaneKey key) {
        Lane<T> lane = lanes.computeIfAbsent(key, opened -> new Lane<>(opened, policies.apply(opened)));
        idle.remove(key);
        return lane;
    }

    /** Ends those whose time is over, whether they wait or ride. */
    private void expire(long nowNanos, List<BatchCommand<T>> commands) {
        while (!deadlines.isEmpty() && deadlines.first().deadlineNanos() <= nowNanos) {
            drop(deadlines.first(), DropReason.EXPIRED, commands);
        }
    }

    /** Ends a request without an answer, wherever it is; does nothing where it has ended before. */
    private void drop(QueuedRequest<T> request, DropReason reason, List<BatchCommand<T>> commands) {
        if (!request.end()) {
            return;
        }
        deadlines.remove(request);
        commands.add(new BatchCommand.Drop<>(request, reason, 0));
        BatchCall<T> call = request.call();
        if (call != null) {
            if (call.isInFlight() && call.isAbandoned()) {
                commands.add(new BatchCommand.CancelCall<>(call));
            }
            return;
        }
        Lane<T> lane = lanes.get(request.lane());
        if (lane != null && lane.waiting(request.priority()).remove(request)) {
            noteInVain(lane, request, reason);
            waiting--;
            waitingBytes -= request.bytes();
            settle(lane);
        }
    }

    private void ended(BatchCall<T> call, Outcome outcome, long nowNanos, List<BatchCommand<T>> commands) {
        if (!call.end()) {
            return;
        }
        Lane<T> lane = call.lane();
        lane.ended(call, nowNanos, outcome);
        fleet.ended(lane);
        if (call.isSplitAfter(outcome)) {
            split(call);
        } else {
            deliver(call, commands);
            lane.noteRows(call, outcome);
        }
        settle(lane);
    }

    private void deliver(BatchCall<T> call, List<BatchCommand<T>> commands) {
        List<QueuedRequest<T>> left = waitedFor(call.requests());
        commands.add(new BatchCommand.Deliver<>(call, left, (long) call.lane().predictedWaitNanos()));
        left.forEach(request -> {
            request.end();
            deadlines.remove(request);
        });
    }

    /** Halves a call that may have failed for one of its requests: in the end that one is alone, after twice as many calls at most. */
    private void split(BatchCall<T> call) {
        FailedCall whole = call.partOf() == null ? new FailedCall() : call.partOf();
        List<QueuedRequest<T>> left = waitedFor(call.requests());
        int half = (left.size() + 1) / 2;
        whole.halved();
        for (List<QueuedRequest<T>> part : List.of(left.subList(half, left.size()), left.subList(0, half))) {
            call.lane().parts(call.priority()).addFirst(new FailedCall.Part<>(whole, part));
        }
    }

    private void informed(String model, ModelInstances instances) {
        lanes.values().stream().filter(lane -> lane.key().model().equals(model)).forEach(lane -> {
            lane.know(instances);
            fleet.changed(lane);
        });
    }

    private void dispatch(long nowNanos, List<BatchCommand<T>> commands) {
        release(nowNanos);
        for (Optional<Turn<T>> turn = fleet.next(); turn.isPresent(); turn = fleet.next()) {
            Lane<T> lane = turn.get().lane();
            if (turn.get().priority() == Priority.LIVE && !fleet.hasJobs()) {
                long until = lane.keptUntilNanos(nowNanos);
                if (until > nowNanos) {
                    kept.put(lane, until);
                    fleet.keep(lane);
                    continue;
                }
            }
            FailedCall.Part<T> part = lane.parts(turn.get().priority()).pollFirst();
            if (part == null) {
                sendWaiting(lane, turn.get().priority(), nowNanos, commands);
            } else {
                sendPart(lane, part, nowNanos, commands);
            }
            settle(lane);
        }
    }

    /** Gives a turn to lanes that have been kept for long enough, and to all where job rows would go instead of theirs. */
    private void release(long nowNanos) {
        if (kept.isEmpty()) {
            return;
        }
        boolean all = fleet.hasJobs();
        List<Lane<T>> due = kept.entrySet().stream().filter(lane -> all || lane.getValue() <= nowNanos).map(Map.Entry::getKey).toList();
        due.forEach(lane -> {
            kept.remove(lane);
            fleet.changed(lane);
        });
    }

    private static <T> List<QueuedRequest<T>> waitedFor(List<QueuedRequest<T>> requests) {
        return requests.stream().filter(request -> !request.isOver()).toList();
    }

    private void sendPart(Lane<T> lane, FailedCall.Part<T> part, long nowNanos, List<BatchCommand<T>> commands) {
        List<QueuedRequest<T>> left = waitedFor(part.requests());
        if (left.isEmpty()) {
            part.whole().ended();
        } else {
            send(new BatchCall<>(lane, left, part.whole()), DispatchReason.SPLIT, nowNanos, commands);
        }
    }

    private void sendWaiting(Lane<T> lane, Priority priority, long nowNanos, List<BatchCommand<T>> commands) {
        FairQueue<T> queue = lane.waiting(priority);
        int requestsBefore = queue.requests();
        long bytesBefore = queue.bytes();
        List<QueuedRequest<T>> call = new ArrayList<>();
        List<QueuedRequest<T>> misses = lane.fill(call, priority, nowNanos);
        if (lane.inFlight() > 0) {
            misses.forEach(miss -> dropPredictedMiss(lane, miss, commands));
        } else { // nobody is dropped for a prediction, which might be wrong for ever: they let others go first
            misses.forEach(queue::add);
            if (call.isEmpty()) {
                lane.fill(call, priority);
            }
        }
        waiting -= requestsBefore - queue.requests();
        waitingBytes -= bytesBefore - queue.bytes();
        boolean full = call.stream().mapToInt(QueuedRequest::rows).sum() >= lane.rowsMax();
        DispatchReason reason = full ? DispatchReason.FULL : lane.inFlight() == 0 ? DispatchReason.IDLE : DispatchReason.SLOT;
        if (!call.isEmpty()) {
            send(new BatchCall<>(lane, call, null), reason, nowNanos, commands);
        }
    }

    private static <T> void noteInVain(Lane<T> lane, QueuedRequest<T> request, DropReason reason) {
        if (request.priority() == Priority.LIVE && (reason == DropReason.EXPIRED || reason == DropReason.PREDICTED_MISS)) {
            lane.waitedInVain();
        }
    }

    private void dropPredictedMiss(Lane<T> lane, QueuedRequest<T> miss, List<BatchCommand<T>> commands) {
        noteInVain(lane, miss, DropReason.PREDICTED_MISS);
        miss.end();
        deadlines.remove(miss);
        commands.add(new BatchCommand.Drop<>(miss, DropReason.PREDICTED_MISS, 0));
    }

    private void send(BatchCall<T> call, DispatchReason reason, long nowNanos, List<BatchCommand<T>> commands) {
        call.requests().forEach(request -> request.rides(call));
        call.lane().started(call, nowNanos);
        fleet.started(call.lane(), call.priority());
        commands.add(new BatchCommand.Dispatch<>(call, reason));
    }

    /** Puts a lane where it belongs now: among those with work, or among the idle, of which the oldest are forgotten. */
    private void settle(Lane<T> lane) {
        fleet.changed(lane);
        kept.remove(lane);
        if (lane.isIdle()) {
            idle.put(lane.key(), lane);
            while (idle.size() > limits.lanesMax()) {
                LaneKey oldest = idle.pollFirstEntry().getKey();
                lanes.remove(oldest);
            }
        }
    }

    /** Requests that wait. */
    public int waiting() {
        return waiting;
    }

    /** The lanes as they are now, in no order. */
    public List<LaneView> lanes() {
        return lanes.values().stream().map(Lane::view).toList();
    }
}
