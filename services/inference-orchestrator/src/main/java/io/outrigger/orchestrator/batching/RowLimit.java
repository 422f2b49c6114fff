package io.outrigger.orchestrator.batching;

/**
 * How many rows a call may have: as many as are registered, or fewer where the server was found to take fewer.
 *
 * <p>One failure of a large call proves little, since servers have hiccups; {@value #PROOFS} without a call of that size answered in
 * between do. After a while more rows are tried again, each time after twice as many calls.
 */
final class RowLimit {

    private static final int PROOFS = 3;
    private static final int CALLS_BEFORE_MORE = 64;

    private final int registered;
    private int rows;
    private int proofs;
    private int answered;
    private int answeredBeforeMore = CALLS_BEFORE_MORE;

    RowLimit(int registered) {
        this.registered = registered;
        this.rows = registered;
    }

    int rows() {
        return rows;
    }

    /** A call has failed that had nothing wrong but its size: in calls of at most so many rows all of it was answered. */
    void refusedAbove(int rowsTaken) {
        proofs++;
        if (proofs >= PROOFS && rowsTaken < rows) {
            rows = rowsTaken;
            proofs = 0;
            answered = 0;
        }
    }

    /** A call of so many rows was answered. */
    void answered(int callRows) {
        if (2 * callRows > rows) {
            proofs = callRows == rows ? 0 : proofs;
            answered++;
        }
        if (rows < registered && answered >= answeredBeforeMore) {
            rows = Math.min(registered, 2 * rows);
            answered = 0;
            answeredBeforeMore = Math.min(Integer.MAX_VALUE / 2, 2 * answeredBeforeMore);
        }
    }
}
