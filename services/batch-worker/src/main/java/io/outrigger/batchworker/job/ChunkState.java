package io.outrigger.batchworker.job;

/** Where a chunk is in its life. */
public enum ChunkState {
    /** To be put into the queue. */
    WAITING,
    /** In the queue, as far as is known. */
    QUEUED,
    LEASED,
    /** Each of its rows has its line. */
    DONE
}
