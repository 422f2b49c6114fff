package io.outrigger.orchestrator.batching;

import io.outrigger.chassis.headers.Priority;
import io.outrigger.orchestrator.batching.BatchEvent.Outcome;
import java.util.List;

/** Requests that share one call of the fleet; each call is its own, equal to no other. */
public final class BatchCall<T> {

    private final Lane<T> lane;
    private final List<QueuedRequest<T>> requests;
    private final int rows;
    /** The call of which it tries a part; null where it is none. */
    private final FailedCall partOf;
    private long startedNanos;
    private long predictedNanos;
    private boolean lone;
    private boolean unhindered;
    private boolean lastSlot;
    private boolean inFlight;

    BatchCall(Lane<T> lane, List<QueuedRequest<T>> requests, FailedCall partOf) {
        this.lane = lane;
        this.partOf = partOf;
        this.requests = List.copyOf(requests);
        this.rows = requests.stream().mapToInt(QueuedRequest::rows).sum();
    }

    /** In the order of their rows; some may be over by the time of the answer, whose rows are there all the same. */
    public List<QueuedRequest<T>> requests() {
        return requests;
    }

    public int rows() {
        return rows;
    }

    /** What the call was predicted to take; 0 where nothing was known. */
    public long predictedNanos() {
        return predictedNanos;
    }

    public long startedNanos() {
        return startedNanos;
    }

    Lane<T> lane() {
        return lane;
    }

    FailedCall partOf() {
        return partOf;
    }

    Priority priority() {
        return requests.getFirst().priority();
    }

    void start(long nanos, long prediction, boolean alone, boolean toFreeInstance, boolean intoLastSlot) {
        startedNanos = nanos;
        predictedNanos = prediction;
        lone = alone;
        unhindered = toFreeInstance;
        lastSlot = intoLastSlot;
        inFlight = true;
    }

    /** Takes it out of flight; false where it is not there. */
    boolean end() {
        boolean was = inFlight;
        inFlight = false;
        return was;
    }

    boolean isInFlight() {
        return inFlight;
    }

    /** Whether nothing else of its lane was in flight for as long as it was. */
    boolean isLone() {
        return lone;
    }

    /** Whether it waited for no other, as far as is known: those that came later waited for it. */
    boolean isUnhindered() {
        return lone || unhindered;
    }

    void joinedByAnother() {
        lone = false;
    }

    /** Whether it took the last slot that was free, so that what it took tells whether there are too many. */
    boolean tookLastSlot() {
        return lastSlot;
    }

    /** Whether it is halved after such an end, to find the request whose fault that is. */
    public boolean isSplitAfter(Outcome outcome) {
        return requests.size() > 1 && (outcome == Outcome.CONTENT || outcome == Outcome.MISFIT);
    }

    /** Whether nobody waits for it any more. */
    boolean isAbandoned() {
        return requests.stream().allMatch(QueuedRequest::isOver);
    }
}
