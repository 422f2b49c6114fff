package io.outrigger.batchworker.job;

import java.time.Instant;
import java.util.List;

/**
 * A job of which chunks wait to be put into the queue, or are in flight: in the queue or leased.
 *
 * @param model whose rows its chunks may share a parcel with
 * @param stopped whether its rows are only to be abandoned, which costs next to nothing: it goes first of its tenant's
 * @param waiting in the order in which they are to go; no more than the window of a job are looked at
 * @param concurrency how many of its chunks may be in flight; 0 where the job sets no bound
 */
public record PublishCandidate(
        String jobId, String tenant, String model, boolean stopped, JobPriority priority, Instant windowEnd, Instant createdAt,
        List<Waiting> waiting, Load queued, Load leased, int concurrency) {

    /**
     * A chunk that waits.
     *
     * @param attempts workers that it was lost with
     * @param queuedTimes how often it was put into the queue and not taken
     */
    public record Waiting(int index, int rows, int attempts, int queuedTimes) {

        boolean isAgain() {
            return attempts > 0 || queuedTimes > 0;
        }
    }

    /** How much is somewhere. */
    public record Load(int chunks, long rows) {

        public static final Load NONE = new Load(0, 0);
    }

    int chunksInFlight() {
        return queued.chunks() + leased.chunks();
    }

    long rowsInFlight() {
        return queued.rows() + leased.rows();
    }

    /** Whether nothing of it waits that may go, and nothing is in flight. */
    public boolean isIdle() {
        return chunksInFlight() == 0 && waiting.isEmpty();
    }
}
