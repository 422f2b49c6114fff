package io.outrigger.orchestrator.batching;

/** How long a lane's calls take: predicted from those that waited for no other, and by how much the others took longer than that. */
final class CallTimes {

    private static final double SLACK_MIN = 0.1;
    /** Times the mean of what calls take longer than predicted: most take no longer than that. */
    private static final double SLACK_PER_LATENESS = 4;
    private static final double WEIGHT_OF_NEWEST = 0.05;
    /** A call that takes less than a lone one should, by this much, says more of lone ones than they did. */
    private static final double FASTER_THAN_LONE = 0.8;
    /** A call that takes so many times as long as it should was unlucky; unless the next one is, too. */
    private static final double UNLUCKY = 2;

    private final ServiceTime loneCalls = new ServiceTime();
    private double lateness;
    private boolean unlucky;

    /** What calls take that are alone in flight, or have an instance for themselves. */
    ServiceTime loneCalls() {
        return loneCalls;
    }

    /** Within what most calls are answered that are predicted to take so long. */
    double atMost(double predictedNanos) {
        return (1 + Math.max(SLACK_MIN, SLACK_PER_LATENESS * lateness)) * predictedNanos;
    }

    /**
     * Takes note of what an answered call took.
     *
     * @param measured whether it was sent alone so as to find out what such a call takes
     */
    void answered(BatchCall<?> call, long tookNanos, boolean measured) {
        if (call.predictedNanos() > 0) {
            double excess = Math.clamp((double) tookNanos / call.predictedNanos() - 1, 0, 1);
            lateness += WEIGHT_OF_NEWEST * (excess - lateness);
        }
        double predicted = loneCalls.predict(call.rows());
        if (call.isLone() && measured) {
            loneCalls.replace(call.rows(), tookNanos);
        } else if (call.isUnhindered()) {
            boolean before = unlucky;
            unlucky = predicted > 0 && tookNanos > UNLUCKY * predicted;
            if (before || !unlucky) {
                loneCalls.add(call.rows(), tookNanos);
            }
        } else if (tookNanos < FASTER_THAN_LONE * predicted) { // beside others, so alone it would not have taken longer
            loneCalls.add(call.rows(), tookNanos);
        }
    }
}
