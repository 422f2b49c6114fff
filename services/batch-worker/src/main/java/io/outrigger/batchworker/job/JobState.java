package io.outrigger.batchworker.job;

/** Where a job is in its life. */
public enum JobState {
    /** The rows are counted and cut into chunks. */
    VALIDATING,
    IN_PROGRESS,
    /** It has stopped, but not by a cancel: rows that will not be run any more get their errors. */
    FINALIZING,
    COMPLETED,
    FAILED,
    EXPIRED,
    /** It was cancelled: rows that will not be run any more get their errors. */
    CANCELLING,
    CANCELLED;

    /** Whether nothing of it will change any more. */
    public boolean isEnded() {
        return switch (this) {
            case COMPLETED, FAILED, EXPIRED, CANCELLED -> true;
            case VALIDATING, IN_PROGRESS, FINALIZING, CANCELLING -> false;
        };
    }
}
