package io.outrigger.batchworker.run;

import io.outrigger.batchworker.job.Disposition;
import io.outrigger.batchworker.job.StopReason;
import io.outrigger.chassis.errors.ErrorCode;

/** Why rows have not been run, as their errors say it. */
record NotRun(ErrorCode code, String sentence) {

    static NotRun of(Disposition.Refuse disposition) {
        return switch (disposition) {
            case Disposition.Abandon(StopReason reason) -> stopped(reason);
            case Disposition.Bury(int attempts) -> buried(attempts);
        };
    }

    static NotRun stopped(StopReason reason) {
        return switch (reason) {
            case CANCELLED -> new NotRun(ErrorCode.BATCH_CANCELLED, "The job was cancelled before this row was answered.");
            case WINDOW_PASSED -> new NotRun(ErrorCode.BATCH_EXPIRED, "The job's completion window was over before this row was answered.");
            case ERROR_BUDGET_EXCEEDED -> new NotRun(ErrorCode.ERROR_BUDGET_EXCEEDED,
                    "More rows of the job have failed than its error budget allows, before this row was answered.");
        };
    }

    private static NotRun buried(int attempts) {
        return new NotRun(ErrorCode.CHUNK_POISONED, "Whoever ran the rows around this one did not come back, " + attempts
                + " times; it was not run again.");
    }
}
