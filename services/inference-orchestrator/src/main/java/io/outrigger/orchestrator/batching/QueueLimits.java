package io.outrigger.orchestrator.batching;

/**
 * What one fleet's batcher holds at most, and what it gives to jobs.
 *
 * @param requestsMax requests that wait
 * @param bytesMax bytes of requests that wait
 * @param lanesMax lanes that are remembered while nothing waits in them
 * @param waitMaxNanos a live request that would wait for longer is shed; {@link Long#MAX_VALUE}: none is
 * @param jobShare the share of calls, from 0 to 1, that job rows get while live rows wait all the time
 */
public record QueueLimits(int requestsMax, long bytesMax, int lanesMax, long waitMaxNanos, double jobShare) {
}
