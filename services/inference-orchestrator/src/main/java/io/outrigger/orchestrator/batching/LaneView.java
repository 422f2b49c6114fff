package io.outrigger.orchestrator.batching;

import io.outrigger.orchestrator.batching.BatchEvent.Outcome;
import java.util.List;

/**
 * A lane as it is at one moment.
 *
 * @param slots calls that are kept in flight at most: for the instances where their number is exact, learned where it is not
 * @param rowsMax rows of one call: as many as are registered, or fewer where the server was found to take fewer
 * @param joining whether requests share calls
 * @param splits calls that were halved to find a bad row
 * @param oneRowNanos what a call of one row takes, {@code fullNanos} one of as many as fit; 0 where nothing is known
 * @param predictedWaitNanos the time until a live request that came now would be answered; 0 where nothing is known
 * @param lastCalls the newest first
 */
public record LaneView(
        LaneKey key, int liveRequests, long liveRows, int jobRequests, long jobRows, int inFlight, int slots,
        ModelInstances instances, int rowsMax, boolean joining, long splits, double oneRowNanos, double fullNanos,
        double predictedWaitNanos, List<EndedCall> lastCalls) {

    /** A call that has ended; what it was predicted to take is 0 where nothing was known. */
    public record EndedCall(int requests, int rows, Outcome outcome, long predictedNanos, long tookNanos) {
    }
}
