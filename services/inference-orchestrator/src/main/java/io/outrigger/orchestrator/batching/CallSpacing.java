package io.outrigger.orchestrator.batching;

/**
 * How long what waits is kept for the next call although an instance is free, so that calls to several instances end one after another.
 *
 * <p>Who takes everything that waits makes calls meet: after a large call that has just gone the next one finds little, is short, and ends
 * with or before it, until one call carries everybody and the others next to nobody. So with {@code n} instances the last of them is given
 * a call no sooner than {@code what the call before takes ÷ n} after that one, unless clearly more waits than calls have on average. Where
 * rows are most of the work an idle instance costs more than small calls do, and the pause is shorter: by simulation, four times the share
 * of the work that does not depend on the rows. Nothing is kept before one instance, nor before those whose number nobody knows.
 */
final class CallSpacing {

    private static final double WEIGHT_OF_NEWEST = 0.1;
    /** Times the average; by simulation: with the average itself a burst of requests makes calls meet again. */
    private static final double CLEARLY_MORE = 1.2;
    /** So much less than that is less: else a lone caller would wait for a second one that came once. */
    private static final double ROWS_SHORT = 0.5;
    private static final double PAUSE_PER_FIXED_SHARE = 4;

    private double rowsPerCall = 1;
    private int lastRows;
    private long lastNanos;

    /** A call of live rows has been sent. */
    void started(int rows, long nowNanos) {
        rowsPerCall += WEIGHT_OF_NEWEST * (rows - rowsPerCall);
        lastRows = rows;
        lastNanos = nowNanos;
    }

    /** Whether so many rows may be kept, while so many calls are in flight. */
    boolean mayKeep(long rowsWaiting, int inFlight, ModelInstances instances) {
        return instances.exact() && instances.count() > 1 && inFlight >= instances.count() - 1
                && rowsWaiting < CLEARLY_MORE * rowsPerCall - ROWS_SHORT;
    }

    /** When the next call is due that does not wait for more rows; may have been before. */
    long dueNanos(ServiceTime loneCalls, ModelInstances instances) {
        double last = loneCalls.predict(lastRows);
        double fixedShare = last > 0 ? loneCalls.predict(0) / last : 0;
        return lastNanos + (long) (Math.min(1, PAUSE_PER_FIXED_SHARE * fixedShare) * last / instances.count());
    }
}
