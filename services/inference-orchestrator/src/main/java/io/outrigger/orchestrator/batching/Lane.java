package io.outrigger.orchestrator.batching;

import io.outrigger.chassis.headers.Priority;
import io.outrigger.orchestrator.batching.BatchEvent.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The requests that may share calls, those of their calls that are in flight, and what is known of how long such calls take. */
final class Lane<T> {

    private static final int MISFITS_MAX = 3;
    private static final int CALLS_SHOWN = 8;
    /** Calls that whoever goes first then has time for: one, and half of one for the way back. */
    private static final double AMPLE_CALLS = 1.5;

    private final LaneKey key;
    private final LanePolicy policy;
    private final Map<Priority, FairQueue<T>> waiting = new EnumMap<>(Priority.class);
    /** Parts of calls that failed for their content; they go before anything that waits. */
    private final Map<Priority, Deque<FailedCall.Part<T>>> parts = new EnumMap<>(Priority.class);
    private final Set<BatchCall<T>> calls = new HashSet<>();
    private final CallTimes times = new CallTimes();
    private final SlotCount slots;
    private final CallSpacing spacing = new CallSpacing();
    private final RowLimit rowLimit;
    private final SharingGain gain = new SharingGain();
    private final Overload overload = new Overload();
    private final Deque<LaneView.EndedCall> lastCalls = new ArrayDeque<>();
    private final ComeAgainTimes comeAgain = new ComeAgainTimes();
    private long splits;
    private int misfits;

    Lane(LaneKey key, LanePolicy policy) {
        this.key = key;
        this.policy = policy;
        this.rowLimit = new RowLimit(policy.rowsMax());
        this.slots = new SlotCount(policy.instances(), policy.slotsMax());
        for (Priority priority : Priority.values()) {
            waiting.put(priority, new FairQueue<>());
            parts.put(priority, new ArrayDeque<>());
        }
    }

    LaneKey key() {
        return key;
    }

    /** Rows of one call; one where requests go alone. */
    int rowsMax() {
        return isJoining() ? rowLimit.rows() : 1;
    }

    FairQueue<T> waiting(Priority priority) {
        return waiting.get(priority);
    }

    Deque<FailedCall.Part<T>> parts(Priority priority) {
        return parts.get(priority);
    }

    int inFlight() {
        return calls.size();
    }

    /** Takes note of how many instances there are. */
    void know(ModelInstances instances) {
        slots.know(instances);
    }

    /** Calls that it keeps in flight; of those that go alone one more waits at the fleet, since an instance would idle for the way. */
    int slots() {
        boolean oneMore = !gain.isShared() && slots.instances().exact();
        return Math.min(policy.slotsMax(), slots.slots() + (oneMore ? 1 : 0));
    }

    boolean isIdle() {
        return calls.isEmpty() && !hasWork(Priority.LIVE) && !hasWork(Priority.JOB);
    }

    boolean hasWork(Priority priority) {
        return !parts.get(priority).isEmpty() || !waiting.get(priority).isEmpty();
    }

    /** Whether one more of its calls may be in flight, as far as the lane is concerned. */
    boolean hasSlot() {
        return slots.wantsLone() ? calls.isEmpty() : calls.size() < slots();
    }

    /** Until when its live rows are kept although it has a slot, so that calls do not meet; now or before where they are not. */
    long keptUntilNanos(long nowNanos) {
        FairQueue<T> live = waiting.get(Priority.LIVE);
        boolean goesNow = !parts.get(Priority.LIVE).isEmpty() || !isJoining() || live.rows() >= rowsMax();
        if (goesNow || !spacing.mayKeep(live.rows(), calls.size(), slots.instances())) {
            return nowNanos;
        }
        long lastMoment = live.earliestDeadlineNanos() - (dueNanos(nowNanos, rowsMax()) - nowNanos);
        return Math.min(lastMoment, spacing.dueNanos(times.loneCalls(), slots.instances()));
    }

    /** Whether its requests share calls: not where that gains nothing, and no longer after answers that did not fit, again and again. */
    boolean isJoining() {
        return misfits < MISFITS_MAX && gain.isShared();
    }

    /** Moves into a call what of the waiting there is room for; at least one request where it has none yet. */
    void fill(List<QueuedRequest<T>> call, Priority priority) {
        move(call, priority, Long.MIN_VALUE);
    }

    private void move(List<QueuedRequest<T>> call, Priority priority, long ampleNanos) {
        waiting.get(priority).moveTo(call, isJoining() ? Integer.MAX_VALUE : 1, rowLimit.rows(), policy.bytesMax(), ampleNanos);
    }

    /**
     * Moves into a call what of the waiting there is room for, without those who would be too late as far as can be predicted: one by one,
     * those with the earliest deadlines first, since without each of them the others may be in time. While more comes than can be answered
     * in time, those go first who have time to spare: else everybody is answered at the last moment, and the way back is too long for all.
     *
     * @return who would be too late
     */
    List<QueuedRequest<T>> fill(List<QueuedRequest<T>> call, Priority priority, long nowNanos) {
        List<QueuedRequest<T>> misses = new ArrayList<>();
        long ampleNanos = overload.isThere() ? nowNanos + (long) (AMPLE_CALLS * predict(rowsMax())) : Long.MIN_VALUE;
        int before;
        do {
            before = misses.size();
            move(call, priority, ampleNanos);
            int rows = call.stream().mapToInt(QueuedRequest::rows).sum();
            int missed = 0;
            while (missed < call.size() && call.get(missed).deadlineNanos() < dueNanos(nowNanos, rows)) {
                rows -= call.get(missed++).rows();
            }
            misses.addAll(call.subList(0, missed));
            call.subList(0, missed).clear();
        } while (misses.size() > before && !waiting.get(priority).isEmpty());
        return misses;
    }

    /** What a call of so many rows would take now, in nanoseconds; 0 where nothing is known. */
    private double predict(int rows) {
        return times.loneCalls().predict(rows) * (calls.isEmpty() ? 1 : slots.slowdown());
    }

    /** When the answer to a call of so many rows would be there at the latest, as far as can be predicted; now where nothing is known. */
    private long dueNanos(long nowNanos, int rows) {
        return nowNanos + (long) times.atMost(predict(rows));
    }

    /** The time until a live request that came now would be answered, in nanoseconds; 0 where nothing is known. */
    double predictedWaitNanos() {
        return predictedWaitNanos(waiting.get(Priority.LIVE).rows());
    }

    private double predictedWaitNanos(long rowsBefore) {
        if (hasSlot()) {
            return predict(1);
        }
        double callsBefore = Math.ceil((double) rowsBefore / rowsMax());
        return (callsBefore + 1) / slots() * predict(rowsMax()) + predict(1);
    }

    /**
     * Whether a live request is taken that came now: where it would not wait for longer than that, nor make those wait who were told to
     * come now, or where it is one of these; and wherever the next call has room for it, so that calls are full.
     */
    boolean takes(QueuedRequest<T> request, long waitMaxNanos, long nowNanos) {
        if (waitMaxNanos == Long.MAX_VALUE || hasSlot()) {
            return true;
        }
        boolean comesAsTold = comeAgain.isExpected(request.caller(), nowNanos);
        if (predictedWaitNanos() <= waitMaxNanos / 2.0) {
            return true; // also behind everybody who waits, and whoever is expected; so the tenants need not be looked at
        }
        long before = waiting.get(Priority.LIVE).rowsBefore(request.tenant(), request.rows());
        long room = rowsMax() - before - request.rows();
        double wait = predictedWaitNanos(before);
        if (comesAsTold) {
            return room + rowsMax() >= 0 || wait <= 2.0 * waitMaxNanos;
        }
        // Of those who do not come as they were told no more than half of the time is kept.
        double expected = Math.min(comeAgain.expected(nowNanos, nowNanos + waitMaxNanos), waitMaxNanos / 2.0);
        return room >= 0 || wait + expected <= waitMaxNanos;
    }

    /** After how many seconds a request that is not taken now is to come again. */
    int comeAgainS(QueuedRequest<T> request, long nowNanos) {
        double perRow = predict(rowsMax()) / (rowsMax() * slots());
        return comeAgain.next(request.caller(), request.rows() * perRow, nowNanos);
    }

    void started(BatchCall<T> call, long nowNanos) {
        calls.forEach(BatchCall::joinedByAnother);
        ModelInstances instances = slots.instances();
        boolean toFreeInstance = instances.exact() && calls.size() < instances.count();
        call.start(nowNanos, (long) predict(call.rows()), calls.isEmpty(), toFreeInstance, calls.size() + 1 >= slots());
        calls.add(call);
        if (call.priority() == Priority.LIVE) {
            spacing.started(call.rows(), nowNanos);
            overload.started();
        }
    }

    /** The time of a live request that waited was over, or would have been. */
    void waitedInVain() {
        overload.waitedInVain();
    }

    /** Takes note of how a call ended and what it took. */
    void ended(BatchCall<T> call, long nowNanos, Outcome outcome) {
        calls.remove(call);
        remember(call, nowNanos, outcome);
        splits += call.isSplitAfter(outcome) ? 1 : 0;
        if (call.requests().size() > 1) {
            misfits = outcome == Outcome.MISFIT ? misfits + 1 : misfits < MISFITS_MAX ? 0 : misfits;
        }
        long took = Math.max(1, nowNanos - call.startedNanos());
        if (outcome != Outcome.ANSWERED) {
            slots.giveUpLone();
            gain.interrupted();
            return;
        }
        noteGain(call, nowNanos);
        if (call.tookLastSlot()) {
            slots.lastSlot(took, times.loneCalls().predict(call.rows()));
        }
        times.answered(call, took, slots.wantsLone());
        if (call.isLone()) {
            slots.lone();
        }
    }

    private long inFlightSinceNanos(long nowNanos) {
        long since = nowNanos;
        for (BatchCall<T> call : calls) {
            since = Math.min(since, call.startedNanos());
        }
        return since;
    }

    private void noteGain(BatchCall<T> call, long nowNanos) {
        if (call.priority() != Priority.LIVE) {
            return;
        }
        ModelInstances instances = slots.instances();
        boolean hadAnInstance = call.isLone() || instances.exact() && calls.size() < instances.count();
        if (hadAnInstance && call.requests().size() == 1) {
            gain.lone(call.rows(), Math.max(1, nowNanos - call.startedNanos()));
        }
        gain.ended(call.rows(), hasWork(Priority.LIVE), nowNanos, inFlightSinceNanos(nowNanos), slots(), instances);
    }

    /** Takes note of what the end of a call that is not halved says of the rows that the server takes at once. */
    void noteRows(BatchCall<T> call, Outcome outcome) {
        boolean answered = outcome == Outcome.ANSWERED || outcome == Outcome.TRIED;
        FailedCall whole = call.partOf();
        if (whole == null) {
            if (answered) {
                rowLimit.answered(call.rows());
            }
            return;
        }
        if (answered) {
            whole.answered(call.rows());
        } else {
            whole.ended();
        }
        if (whole.rowsTaken() > 0) {
            rowLimit.refusedAbove(whole.rowsTaken());
        }
    }

    private void remember(BatchCall<T> call, long nowNanos, Outcome outcome) {
        if (lastCalls.size() == CALLS_SHOWN) {
            lastCalls.pollLast();
        }
        lastCalls.addFirst(new LaneView.EndedCall(
                call.requests().size(), call.rows(), outcome, call.predictedNanos(), nowNanos - call.startedNanos()));
    }

    LaneView view() {
        FairQueue<T> live = waiting.get(Priority.LIVE);
        FairQueue<T> jobs = waiting.get(Priority.JOB);
        return new LaneView(key, live.requests(), live.rows(), jobs.requests(), jobs.rows(), calls.size(), slots(), slots.instances(),
                rowsMax(), isJoining(), splits, predict(1), predict(rowsMax()), predictedWaitNanos(), List.copyOf(lastCalls));
    }
}
