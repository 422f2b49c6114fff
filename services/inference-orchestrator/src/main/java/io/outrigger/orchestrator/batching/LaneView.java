package io.outrigger.orchestrator.batching;

/**
 * A lane as it is at one moment.
 *
 * @param slots calls that are kept in flight at most
 * @param joining whether requests share calls
 * @param oneRowNanos what a call of one row takes, {@code fullNanos} one of as many as fit; 0 where nothing is known
 * @param predictedWaitNanos the time until a live request that came now would be answered
 */
public record LaneView(
        LaneKey key, int liveRequests, long liveRows, int jobRequests, long jobRows, int inFlight, int slots, int rowsMax, boolean joining,
        double oneRowNanos, double fullNanos, double predictedWaitNanos) {
}
