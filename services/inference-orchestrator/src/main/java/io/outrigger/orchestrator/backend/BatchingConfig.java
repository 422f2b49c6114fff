package io.outrigger.orchestrator.backend;

import io.outrigger.chassis.config.Settings;
import io.outrigger.orchestrator.batching.QueueLimits;
import java.time.Duration;

/**
 * The settings of smart batching.
 *
 * @param on whether requests share calls at all
 * @param requestsMax requests that wait for one fleet
 * @param bytesMax bytes of requests that wait for one fleet
 * @param callBytesMax bytes of one call's request
 * @param slotsMax calls of one kind of request that are kept in flight at most, whatever is learned
 * @param waitMax live requests that would wait for longer are shed; zero: none is
 * @param jobShare the share of calls that job rows get while live rows wait all the time
 */
public record BatchingConfig(boolean on, int requestsMax, long bytesMax, long callBytesMax, int slotsMax, Duration waitMax,
        double jobShare) {

    private static final int LANES_MAX = 1_024;

    public static BatchingConfig from(Settings settings, long messageBytesMax) {
        return new BatchingConfig(
                settings.flag("BATCHING", true, "requests to a model share calls where their rows may"),
                settings.integer("BATCHING_REQUESTS_MAX", 10_000, 1, 1_000_000, "requests that wait for one fleet"),
                settings.bytes("BATCHING_BYTES_MAX", 256L << 20, "bytes of requests that wait for one fleet"),
                messageBytesMax,
                settings.integer("BATCHING_SLOTS_MAX", 64, 1, 1_024, "calls of one kind of request in flight at most, whatever is learned"),
                settings.duration("BATCHING_WAIT_MAX", Duration.ofSeconds(2),
                        "live requests that would wait for longer are shed, once the next call is full; 0s: none is"),
                settings.integer("BATCHING_JOB_PERCENT", 2, 0, 50, "share of calls that jobs get while live requests wait all the time")
                        / 100.0);
    }

    QueueLimits queueLimits() {
        return new QueueLimits(requestsMax, bytesMax, LANES_MAX, waitMax.isZero() ? Long.MAX_VALUE : waitMax.toNanos(), jobShare);
    }
}
