package io.outrigger.batchworker.job;

/**
 * The name of a chunk.
 *
 * @param index from 0, in the order of the input
 */
public record ChunkId(String jobId, int index) {
}
