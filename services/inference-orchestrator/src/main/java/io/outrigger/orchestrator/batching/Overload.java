package io.outrigger.orchestrator.batching;

/**
 * Whether more comes than can be answered in time: told by the share of calls before which somebody had waited in vain. It ends at a
 * smaller share than it begins at, since nobody waits in vain for a few calls when those have been sent away who would be late.
 */
final class Overload {

    private static final double BEGINS = 0.2;
    private static final double ENDS = 0.05;
    private static final double WEIGHT_OF_LAST_CALL = 0.1;

    private double vain;
    private boolean waitedInVain;
    private boolean overloaded;

    /** The time of a live request that waited was over, or would have been. */
    void waitedInVain() {
        waitedInVain = true;
    }

    /** A call of live rows has been sent. */
    void started() {
        vain += WEIGHT_OF_LAST_CALL * ((waitedInVain ? 1 : 0) - vain);
        waitedInVain = false;
        overloaded = vain > (overloaded ? ENDS : BEGINS);
    }

    boolean isThere() {
        return overloaded;
    }
}
