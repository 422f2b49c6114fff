package io.outrigger.batchworker.job;

/** What becomes of the rows of a chunk. */
public sealed interface Disposition {

    /**
     * They are run.
     *
     * @param last whether a row that loses the model server is a failed row, in place of the chunk being given back
     */
    record Run(boolean last) implements Disposition {
    }

    /** They are not run, since the job has stopped: each gets an error that says why. */
    record Abandon(StopReason reason) implements Disposition {
    }

    /** They are not run, since whoever runs them does not come back: each gets an error that says so. */
    record Bury(int attempts) implements Disposition {
    }
}
