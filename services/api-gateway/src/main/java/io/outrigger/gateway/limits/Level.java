package io.outrigger.gateway.limits;

/**
 * How a bucket stands after a request.
 *
 * @param enough whether there was enough in it for the request
 * @param debtMicros how long it would take to be full; beyond the time of an empty one where more was taken than there was
 * @param unitMicros how long the bucket, or the share of it, takes for one unit
 */
record Level(TokenBucket bucket, boolean enough, double debtMicros, double waitMicros, double unitMicros) {

    /** A double holds the microseconds of a debt to a few billionths of them; what is so nearly enough is enough. */
    private static final double NEARLY = 1e-3;

    /**
     * What a request finds.
     *
     * @param debtMicros before the request
     */
    static Level of(Cost cost, double debtMicros) {
        double debt = Math.max(0, debtMicros);
        // Of a share that is smaller than the request all is taken, and what was lacking is refilled before the next one.
        double full = cost.shares() > 1 ? Math.max(cost.bucket().fullMicros(), cost.micros()) : cost.bucket().fullMicros();
        double missing = debt + cost.micros() - full;
        return new Level(cost.bucket(), missing <= NEARLY, debt, Math.max(0, missing), cost.unitMicros());
    }

    /** The same bucket with the request taken out. */
    Level taken(Cost cost) {
        return new Level(bucket, enough, debtMicros + cost.micros(), waitMicros, unitMicros);
    }

    /** Whole units that may come at once. */
    long remaining() {
        return Math.max(0, (long) Math.floor((bucket.fullMicros() - debtMicros + NEARLY) / unitMicros));
    }

    /** Whole seconds, rounded up, until there is enough for the request; at least one. */
    long waitSeconds() {
        return Math.max(1, (long) Math.ceil(waitMicros / 1e6));
    }

    /** Whole seconds, rounded up, until the bucket is full. */
    long fullSeconds() {
        return (long) Math.ceil(debtMicros / 1e6);
    }
}
