package io.outrigger.chassis.background;

import java.time.Duration;

/**
 * How long to rest after failures in a row: doubled each time up to a bound, and uneven, so that many who lost the same server do
 * not come back to it in step.
 *
 * @param first rest after the first failure
 * @param max the longest rest
 * @param jitter the share of a rest that chance may take away, 0 to 1
 */
public record Backoff(Duration first, Duration max, double jitter) {

    private static final int DOUBLINGS_MAX = 30;

    public Backoff {
        if (first.isNegative() || first.compareTo(max) > 0 || jitter < 0 || jitter > 1) {
            throw new IllegalArgumentException("first " + first + ", max " + max + ", jitter " + jitter);
        }
    }

    /** The same rest after each failure. */
    public static Backoff constant(Duration rest) {
        return new Backoff(rest, rest, 0);
    }

    /**
     * The rest after so many failures in a row, at least one.
     *
     * @param chance from 0 to 1
     */
    public Duration rest(int failures, double chance) {
        long doubled = first.toNanos() << Math.min(DOUBLINGS_MAX, Math.max(0, failures - 1));
        long bounded = doubled < first.toNanos() ? max.toNanos() : Math.min(doubled, max.toNanos());
        return Duration.ofNanos((long) (bounded * (1 - jitter * chance)));
    }
}
