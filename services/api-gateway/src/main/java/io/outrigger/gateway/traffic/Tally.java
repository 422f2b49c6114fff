package io.outrigger.gateway.traffic;

/**
 * What meters have counted of one version since the gateway started, or between two readings.
 *
 * @param latency of all requests, failed ones included; its total is their number
 */
record Tally(long errors, LatencyBuckets latency) {

    static final Tally NONE = new Tally(0, LatencyBuckets.NONE);

    Tally minus(Tally earlier) {
        return new Tally(errors - earlier.errors, latency.minus(earlier.latency));
    }

    Tally plus(Tally other) {
        return new Tally(errors + other.errors, latency.plus(other.latency));
    }

    long requests() {
        return latency.total();
    }
}
