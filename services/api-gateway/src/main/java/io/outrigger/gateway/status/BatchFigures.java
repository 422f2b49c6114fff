package io.outrigger.gateway.status;

/**
 * What the orchestrator does for one version.
 *
 * @param rowsWaiting of live requests
 * @param jobRowsWaiting of jobs, which take what those leave
 * @param slots calls that are kept in flight at most
 * @param lastCalls of which the orchestrator tells, with {@code lastRows} together
 */
record BatchFigures(long rowsWaiting, long jobRowsWaiting, long callsInFlight, long slots, long lastCalls, long lastRows) {

    /** Both together; a fleet's slots are shared by its lanes. */
    BatchFigures plus(BatchFigures other) {
        return new BatchFigures(rowsWaiting + other.rowsWaiting, jobRowsWaiting + other.jobRowsWaiting,
                callsInFlight + other.callsInFlight, Math.max(slots, other.slots), lastCalls + other.lastCalls,
                lastRows + other.lastRows);
    }
}
