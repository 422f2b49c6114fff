package io.outrigger.modelserver.batching;

/** A request in the queue; each is its own, equal to no other. */
public final class WaitingRequest<T> {

    private final T item;
    private final Object lane;
    private final int rows;
    private final long bytes;
    private final long arrivedNanos;
    private final long deadlineNanos;

    /**
     * @param lane          requests of equal lanes may share a batch
     * @param deadlineNanos when the answer is of no use any more, on the clock of {@code arrivedNanos}; Long.MAX_VALUE for never
     */
    public WaitingRequest(T item, Object lane, int rows, long bytes, long arrivedNanos, long deadlineNanos) {
        this.item = item;
        this.lane = lane;
        this.rows = rows;
        this.bytes = bytes;
        this.arrivedNanos = arrivedNanos;
        this.deadlineNanos = deadlineNanos;
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

    Object lane() {
        return lane;
    }

    long bytes() {
        return bytes;
    }
}
