package io.outrigger.gateway.grants;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.fields.JsonObject;
import io.outrigger.proto.access.v1.Limits;

/** Limits as callers write and read them: {@code requests_per_minute}, {@code burst}, {@code rows_per_minute}. */
public final class LimitsJson {

    /** So far a count fits into what Redis reckons with, in thousandths. */
    private static final long MAX = 1_000_000_000_000L;

    private LimitsJson() {
    }

    /** What is not limited is left out. */
    public record Document(Long requestsPerMinute, Long burst, Long rowsPerMinute) {

        public static Document of(Limits limits) {
            return new Document(limits.hasRequestsPerMinute() ? limits.getRequestsPerMinute() : null,
                    limits.hasBurst() ? limits.getBurst() : null, limits.hasRowsPerMinute() ? limits.getRowsPerMinute() : null);
        }
    }

    /** Reads the fields of the object; at least one limit is expected. */
    public static Limits read(JsonObject object) {
        Limits.Builder limits = Limits.newBuilder();
        object.integer("requests_per_minute", 1, MAX).ifPresent(limits::setRequestsPerMinute);
        object.integer("burst", 1, MAX).ifPresent(limits::setBurst);
        object.integer("rows_per_minute", 1, MAX).ifPresent(limits::setRowsPerMinute);
        object.refuseOthers();
        if (limits.hasBurst() && !limits.hasRequestsPerMinute()) {
            throw new ServiceException(ErrorCode.MISSING_FIELD, "A burst is one of requests_per_minute, which is missing beside it.");
        }
        if (!limits.hasRequestsPerMinute() && !limits.hasRowsPerMinute()) {
            throw new ServiceException(ErrorCode.MISSING_FIELD, "Limits need requests_per_minute or rows_per_minute; neither is there.");
        }
        return limits.build();
    }
}
