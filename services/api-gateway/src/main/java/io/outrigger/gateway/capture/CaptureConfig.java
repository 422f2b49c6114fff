package io.outrigger.gateway.capture;

import io.outrigger.chassis.config.Settings;
import java.time.Duration;

/**
 * The bounds of captures.
 *
 * @param pendingBytesMax that wait to be stored; what does not fit is dropped
 * @param recordBytesMax one request with its answer, as JSON
 * @param ageMax how long records gather before they are stored
 */
public record CaptureConfig(long pendingBytesMax, long recordBytesMax, Duration ageMax) {

    /** Readers look so far before a time for records that were answered behind it. */
    static final Duration AGE_MAX = Duration.ofMinutes(1);

    private static final long MIB = 1L << 20;

    public static CaptureConfig from(Settings settings) {
        Duration age = settings.duration("CAPTURE_AGE_MAX", Duration.ofSeconds(10),
                "how long captured requests gather before they are stored");
        if (!age.isPositive() || age.compareTo(AGE_MAX) > 0) {
            settings.reject("CAPTURE_AGE_MAX: expected more than 0 and at most 1m.");
        }
        return new CaptureConfig(
                settings.bytes("CAPTURE_PENDING_BYTES_MAX", 32 * MIB, "captured requests that wait to be stored; more are dropped"),
                settings.bytes("CAPTURE_RECORD_BYTES_MAX", 4 * MIB, "one captured request with its answer; larger ones are not kept"), age);
    }
}
