package io.outrigger.batchworker.store;

/**
 * What is still to be done.
 *
 * @param rows that have no line yet
 * @param chunksWaiting that are not in the queue
 */
public record WorkCounts(long jobs, long rows, long chunksWaiting, long chunksQueued, long chunksLeased) {
}
