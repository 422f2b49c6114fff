package io.outrigger.batchworker.store;

/** What came of deleting a file. */
public enum FileDeletion {
    DELETED,
    /** The tenant has none of that id. */
    UNKNOWN,
    /** A job that has not ended reads it. */
    IN_USE
}
