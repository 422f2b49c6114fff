package io.outrigger.metadata.access;

import com.google.protobuf.Timestamp;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.time.Instant;

/** Times as the wire has them, which takes numbers that are none. */
final class WireInstant {

    /** The years 1 to 9999, as the wire's own rule is. */
    private static final long SECONDS_MIN = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();
    private static final long SECONDS_MAX = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
    private static final int NANOS_MAX = 999_999_999;

    private WireInstant() {
    }

    static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder().setSeconds(instant.getEpochSecond()).setNanos(instant.getNano()).build();
    }

    /** What a field says; INVALID_FIELD where that is no time. */
    static Instant instant(String field, Timestamp message) {
        boolean isTime = message.getSeconds() >= SECONDS_MIN && message.getSeconds() <= SECONDS_MAX
                && message.getNanos() >= 0 && message.getNanos() <= NANOS_MAX;
        if (!isTime) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, "Field '" + field + "' must be a time in the years 1 to 9999; found "
                    + message.getSeconds() + " seconds and " + message.getNanos() + " nanoseconds since 1970.");
        }
        return Instant.ofEpochSecond(message.getSeconds(), message.getNanos());
    }
}
