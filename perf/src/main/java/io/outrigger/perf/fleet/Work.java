package io.outrigger.perf.fleet;

import java.time.Duration;

/**
 * What a fleet has been asked so far.
 *
 * @param waited all its calls together, before an instance was free
 */
public record Work(long calls, long rows, Duration waited) {

    public static final Work NONE = new Work(0, 0, Duration.ZERO);

    public Work plus(Work other) {
        return new Work(calls + other.calls, rows + other.rows, waited.plus(other.waited));
    }

    /** What came since an earlier look. */
    public Work since(Work earlier) {
        return new Work(calls - earlier.calls, rows - earlier.rows, waited.minus(earlier.waited));
    }

    public double rowsPerCall() {
        return calls == 0 ? 0 : (double) rows / calls;
    }

    /** The mean of what a call waited at the fleet. */
    public double waitPerCall_ms() {
        return calls == 0 ? 0 : waited.toNanos() / 1e6 / calls;
    }
}
