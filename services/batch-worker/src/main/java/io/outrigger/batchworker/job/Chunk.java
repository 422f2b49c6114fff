package io.outrigger.batchworker.job;

import java.time.Instant;

/**
 * Rows that are run together.
 *
 * @param since when it came into its state; a waiting one goes into the queue not before this, unless its job has stopped
 * @param attempts leases that were given and not given back in good order: what counts towards poison
 * @param queuedTimes how often it was put into the queue since it was leased last
 * @param putOffTimes how often in a row it was given back because it could not be run yet
 */
public record Chunk(
        ChunkId id, int rows, ChunkState state, Instant since, Lease lease, int attempts, int queuedTimes, int putOffTimes) {

    /** As it is cut. */
    public static Chunk cut(ChunkId id, int rows, Instant now) {
        return new Chunk(id, rows, ChunkState.WAITING, now, Lease.NONE, 0, 0, 0);
    }

    Chunk waiting(Instant from) {
        return new Chunk(id, rows, ChunkState.WAITING, from, lease, attempts, queuedTimes, putOffTimes);
    }

    Chunk queued(Instant now) {
        return new Chunk(id, rows, ChunkState.QUEUED, now, lease, attempts, queuedTimes + 1, putOffTimes);
    }

    Chunk leased(Instant now, Instant until) {
        return new Chunk(id, rows, ChunkState.LEASED, now, lease.given(until), attempts + 1, 0, putOffTimes);
    }

    /** Still with the one who has had it; the time of the lease itself stays. */
    Chunk renewed(Instant now, Instant until) {
        Instant from = state == ChunkState.LEASED ? since : now;
        return new Chunk(id, rows, ChunkState.LEASED, from, lease.extended(until), attempts, queuedTimes, putOffTimes);
    }

    Chunk givenBack(Instant from, int countedAttempts, int putOff) {
        return new Chunk(id, rows, ChunkState.WAITING, from, lease.ended(), countedAttempts, queuedTimes, putOff);
    }

    Chunk done(Instant now) {
        return new Chunk(id, rows, ChunkState.DONE, now, lease.ended(), attempts, queuedTimes, putOffTimes);
    }
}
