package io.outrigger.router.fleet;

/**
 * A moving average of latency that believes bad news at once and forgets it slowly.
 *
 * <p>A latency above the average replaces it; one below pulls it down by as much as time has passed (Finagle's "peak EWMA").
 * Reading it lets it decay too, so a target that nobody asks any more looks better with time and gets another chance.
 */
final class PeakEwma {

    private final double decayNanos;
    private double averageNanos;
    private long updatedAtNanos;
    private boolean known;

    PeakEwma(long decayNanos) {
        this.decayNanos = decayNanos;
    }

    synchronized void observe(long latencyNanos, long nowNanos) {
        double weightOfOld = weightOfOld(nowNanos);
        averageNanos = !known || latencyNanos > averageNanos
                ? latencyNanos
                : averageNanos * weightOfOld + latencyNanos * (1 - weightOfOld);
        known = true;
        updatedAtNanos = nowNanos;
    }

    /** The average as it is now; 0 while nothing is known. */
    synchronized double averageNanos(long nowNanos) {
        return averageNanos * weightOfOld(nowNanos);
    }

    synchronized boolean isKnown() {
        return known;
    }

    private double weightOfOld(long nowNanos) {
        return Math.exp(-Math.max(0, nowNanos - updatedAtNanos) / decayNanos);
    }
}
