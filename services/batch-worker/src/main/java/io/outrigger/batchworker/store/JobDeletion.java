package io.outrigger.batchworker.store;

/** What came of deleting a job. */
public enum JobDeletion {
    DELETED,
    /** The tenant has none of that id. */
    UNKNOWN,
    NOT_ENDED,
    /** A job of its failed rows has yet to read them. */
    RETRIED
}
