package io.outrigger.orchestrator.batching;

/** How long a lane's calls take: predicted from those that were alone in flight, and by how much the others took longer than that. */
final class CallTimes {

    private static final double SLACK_MIN = 0.1;
    /** Times the mean of what calls take longer than predicted: most take no longer than that. */
    private static final double SLACK_PER_LATENESS = 4;
    private static final double WEIGHT_OF_NEWEST = 0.05;
    /** A call that takes less than a lone one should, by this much, says more of lone ones than they did. */
    private static final double FASTER_THAN_LONE = 0.8;

    private final ServiceTime loneCalls = new ServiceTime();
    private double lateness;

    /** What calls take that are alone in flight. */
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
        if (call.isLone() && measured) {
            loneCalls.replace(call.rows(), tookNanos);
        } else if (call.isLone() || tookNanos < FASTER_THAN_LONE * loneCalls.predict(call.rows())) {
            loneCalls.add(call.rows(), tookNanos); // one beside others would not have taken longer alone
        }
    }
}
