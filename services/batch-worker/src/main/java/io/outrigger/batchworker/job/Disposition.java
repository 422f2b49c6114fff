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

    /** They are not run: each gets an error that says why. */
    sealed interface Refuse extends Disposition {
    }

    /** The job has stopped. */
    record Abandon(StopReason reason) implements Refuse {
    }

    /** Whoever runs them does not come back. */
    record Bury(int attempts) implements Refuse {
    }
}
