package io.outrigger.orchestrator.batching;

import io.outrigger.chassis.headers.Priority;
import java.util.Comparator;

/** A request in the hands of a {@link Batcher}; each is its own, equal to no other. */
public final class QueuedRequest<T> {

    /** Earliest deadline first; equal deadlines in the order of arrival. */
    static final Comparator<QueuedRequest<?>> BY_DEADLINE =
            Comparator.<QueuedRequest<?>>comparingLong(request -> request.deadlineNanos).thenComparingLong(request -> request.number);

    private final T item;
    private final LaneKey lane;
    private final int rows;
    private final long bytes;
    private final String tenant;
    private final String caller;
    private final Priority priority;
    private final long deadlineNanos;
    private long arrivedNanos;
    private long number;
    private BatchCall<T> call;
    private boolean over;

    /**
     * @param tenant who pays
     * @param caller who asks, as far as the edge can tell; empty where it cannot
     * @param deadlineNanos when the answer is of no use any more, on the batcher's clock
     */
    public QueuedRequest(T item, LaneKey lane, int rows, long bytes, String tenant, String caller, Priority priority, long deadlineNanos) {
        this.item = item;
        this.lane = lane;
        this.rows = rows;
        this.bytes = bytes;
        this.tenant = tenant;
        this.caller = caller;
        this.priority = priority;
        this.deadlineNanos = deadlineNanos;
    }

    /** Stands before all requests with this deadline, to look for them. */
    static <T> QueuedRequest<T> until(long deadlineNanos) {
        return new QueuedRequest<>(null, null, 0, 0, "", "", Priority.LIVE, deadlineNanos);
    }

    public T item() {
        return item;
    }

    public int rows() {
        return rows;
    }

    public long arrivedNanos() {
        return arrivedNanos;
    }

    public long deadlineNanos() {
        return deadlineNanos;
    }

    public LaneKey lane() {
        return lane;
    }

    long bytes() {
        return bytes;
    }

    String tenant() {
        return tenant;
    }

    String caller() {
        return caller;
    }

    public Priority priority() {
        return priority;
    }

    void arrived(long nanos, long count) {
        arrivedNanos = nanos;
        number = count;
    }

    /** The call that it rides in; null while it waits. */
    BatchCall<T> call() {
        return call;
    }

    void rides(BatchCall<T> with) {
        call = with;
    }

    /** Whether its end has been told: by an answer, a failure or a drop. */
    boolean isOver() {
        return over;
    }

    /** Ends it; false where that has happened before. */
    boolean end() {
        boolean first = !over;
        over = true;
        return first;
    }
}
