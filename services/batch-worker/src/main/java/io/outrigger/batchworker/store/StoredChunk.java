package io.outrigger.batchworker.store;

import io.outrigger.batchworker.job.Chunk;
import io.outrigger.batchworker.rows.ChunkPlace;

/**
 * A chunk with what is to be known to decide about it and to run it.
 *
 * @param job as it was when the chunk was read; its row is held only by who asked for that
 */
public record StoredChunk(StoredJob job, Chunk chunk, ChunkPlace place) {
}
