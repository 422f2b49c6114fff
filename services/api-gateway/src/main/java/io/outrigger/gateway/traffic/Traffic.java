package io.outrigger.gateway.traffic;

import java.util.OptionalDouble;

/**
 * What was asked of late of a version, or of several together.
 *
 * @param requestsPerSecond null until there are two readings, as errors are
 * @param p50Ms null where there were no requests, as p99 is
 */
public record Traffic(Double requestsPerSecond, Double errorsPerSecond, Double p50Ms, Double p99Ms) {

    private static final double MEDIAN = 0.5;
    private static final double SLOWEST_BUT_ONE_IN_A_HUNDRED = 0.99;
    private static final double DIGITS = 1_000;

    /** Before anything can be said. */
    static final Traffic UNKNOWN = new Traffic(null, null, null, null);

    /**
     * @param recent what came in the last {@code seconds}
     * @param latency of a while that is long enough for a quantile
     */
    static Traffic of(Tally recent, double seconds, LatencyBuckets latency) {
        return new Traffic(rounded(recent.requests() / seconds), rounded(recent.errors() / seconds),
                orNull(latency.quantileMs(MEDIAN)), orNull(latency.quantileMs(SLOWEST_BUT_ONE_IN_A_HUNDRED)));
    }

    private static Double orNull(OptionalDouble value) {
        return value.isPresent() ? rounded(value.getAsDouble()) : null;
    }

    private static double rounded(double value) {
        return Math.round(value * DIGITS) / DIGITS;
    }
}
