package io.outrigger.gateway.limits;

/**
 * A token bucket: so many units at once after a rest, and so many a minute in the long run.
 *
 * @param name of the policy, as callers are told it
 * @param key whose bucket it is, the same at every gateway
 */
record TokenBucket(String name, String key, long perMinute, long burst) {

    private static final double MINUTE_MICROS = 60e6;

    TokenBucket {
        if (perMinute < 1 || burst < 1) {
            throw new IllegalArgumentException("a bucket of " + burst + " with " + perMinute + " a minute");
        }
    }

    /** How long the bucket takes for one unit. */
    double unitMicros() {
        return MINUTE_MICROS / perMinute;
    }

    /** How long an empty one takes to be full. */
    double fullMicros() {
        return burst * unitMicros();
    }
}
