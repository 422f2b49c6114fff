package io.outrigger.batchworker.run;

import io.outrigger.chassis.errors.ErrorCode;
import java.util.EnumSet;
import java.util.Set;

/** Whose fault it is that a call failed, which decides what becomes of its rows. */
enum Blame {
    /** A row's: it would fail again. */
    ROW,
    /** Perhaps a row's: the model server went away with it. */
    PERHAPS_ROW,
    /** Too many rows', for one call and its time; of a call of one row it is nobody's. */
    TOO_MANY_ROWS,
    /** No row's: later it may be answered. */
    NOBODY;

    /** A call that is cut off by the other side, and not by ours, was in a process that is no more. */
    private static final Set<ErrorCode> LOST = EnumSet.of(ErrorCode.BACKEND_LOST, ErrorCode.CALLER_CANCELLED);
    /** What the platform's keepers have to put right. */
    private static final Set<ErrorCode> KEEPERS =
            EnumSet.of(ErrorCode.ARTIFACT_MISMATCH, ErrorCode.UNAUTHENTICATED_CALLER, ErrorCode.FORBIDDEN);

    static Blame of(ErrorCode code) {
        if (LOST.contains(code)) {
            return PERHAPS_ROW;
        }
        if (code == ErrorCode.DEADLINE_PASSED) {
            return TOO_MANY_ROWS;
        }
        return code.retryable() || KEEPERS.contains(code) ? NOBODY : ROW;
    }
}
