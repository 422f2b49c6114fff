package io.outrigger.batchworker.run;

import io.outrigger.chassis.config.Settings;
import java.time.Duration;

/**
 * How much is done at once for a chunk, and for how long.
 *
 * @param callsMax in flight for one chunk
 * @param callBytesMax of the rows that share a call, unless one row is larger
 * @param rowBytesMax the largest row, as a request; the hops behind take no larger message
 * @param resultBytesMax of the results of one chunk, which are held until it is done; rows that have no room in it fail
 * @param callTimeout of a call, unless the model's own is longer
 * @param lostWaitMax how long a chunk that is run for the last time waits for a model server that went away
 */
public record RunLimits(int callsMax, long callBytesMax, long rowBytesMax, long resultBytesMax, Duration callTimeout,
        Duration lostWaitMax) {

    private static final long MIB = 1L << 20;

    /** @param messageBytesMax the largest message that goes between services */
    public static RunLimits from(Settings settings, long messageBytesMax) {
        return new RunLimits(
                settings.integer("JOB_CALLS_MAX", 4, 1, 1_000, "calls in flight for one chunk"),
                settings.bytes("JOB_CALL_BYTES_MAX", Math.min(8 * MIB, messageBytesMax), "most bytes of rows that share a call"),
                messageBytesMax,
                settings.bytes("JOB_CHUNK_RESULT_BYTES_MAX", 256 * MIB, "largest results of a chunk, as lines"),
                settings.duration("JOB_CALL_TIMEOUT", Duration.ofSeconds(30), "time for a call of a job, unless the model's own is longer"),
                settings.duration("JOB_LOST_WAIT_MAX", Duration.ofSeconds(30),
                        "how long the last attempt at a chunk waits for a model server that went away"));
    }
}
