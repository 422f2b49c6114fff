package io.outrigger.batchworker.job;

import java.time.Instant;

/**
 * Rows that are run together.
 *
 * @param since when it came into its state; a waiting one goes into the queue not before this
 * @param attempts leases that were given and not given back in good order: what counts towards poison
 * @param queuedTimes how often it was put into the queue since it was leased last
 */
public record Chunk(ChunkId id, int rows, ChunkState state, Instant since, Lease lease, int attempts, int queuedTimes) {

    /** As it is cut. */
    public static Chunk cut(ChunkId id, int rows, Instant now) {
        return new Chunk(id, rows, ChunkState.WAITING, now, Lease.NONE, 0, 0);
    }
}
