package io.outrigger.batchworker.api;

import com.google.protobuf.Timestamp;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.time.Duration;
import java.time.Instant;

/** Times as the wire has them, which takes numbers that are none. */
final class WireTime {

    private static final Duration KEPT_MIN = Duration.ofHours(1);
    private static final Duration KEPT_MAX = Duration.ofDays(365);

    private WireTime() {
    }

    static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder().setSeconds(instant.getEpochSecond()).setNanos(instant.getNano()).build();
    }

    static com.google.protobuf.Duration message(Duration duration) {
        return com.google.protobuf.Duration.newBuilder().setSeconds(duration.getSeconds()).setNanos(duration.getNano()).build();
    }

    /** How long something is to be kept, as a field says it. */
    static Duration kept(String field, com.google.protobuf.Duration message) {
        Duration kept = duration(field, message);
        if (kept.compareTo(KEPT_MIN) < 0 || kept.compareTo(KEPT_MAX) > 0) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, "The field " + field + " is expected to be " + KEPT_MIN.toSeconds() + " to "
                    + KEPT_MAX.toSeconds() + " seconds, found " + kept.toSeconds() + ".");
        }
        return kept;
    }

    /** What a field says; INVALID_FIELD for more than a duration holds. */
    static Duration duration(String field, com.google.protobuf.Duration message) {
        try {
            return Duration.ofSeconds(message.getSeconds(), message.getNanos());
        } catch (ArithmeticException endless) {
            throw new ServiceException(ErrorCode.INVALID_FIELD,
                    "The field " + field + " is expected to be a time, found " + message.getSeconds() + " seconds.");
        }
    }
}
