package io.outrigger.batchworker.job;

/** Why rows of a job are not run any more, and what becomes of the job. */
public enum StopReason {
    CANCELLED(JobState.CANCELLING, JobState.CANCELLED),
    /** Its completion window is over. */
    WINDOW_PASSED(JobState.FINALIZING, JobState.EXPIRED),
    /** More rows have failed than it allows. */
    ERROR_BUDGET_EXCEEDED(JobState.FINALIZING, JobState.FAILED);

    private final JobState until;
    private final JobState ending;

    StopReason(JobState until, JobState ending) {
        this.until = until;
        this.ending = ending;
    }

    /** The state until every row has its line. */
    JobState until() {
        return until;
    }

    /** The state after that. */
    JobState ending() {
        return ending;
    }
}
