package io.outrigger.metadata.access;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.metadata.limits.Allowance;
import io.outrigger.metadata.limits.Limit;
import io.outrigger.metadata.limits.Limited;
import io.outrigger.proto.access.v1.Limits;
import java.util.OptionalLong;

/** Limits to and from the wire. */
final class LimitMessages {

    private LimitMessages() {
    }

    static io.outrigger.proto.access.v1.Limit message(Limit limit) {
        return io.outrigger.proto.access.v1.Limit.newBuilder()
                .setLimited(message(limit.limited()))
                .setLimits(message(limit.allowance()))
                .setRevision(limit.revision())
                .setDeleted(limit.deleted())
                .build();
    }

    static Limits message(Allowance allowance) {
        var message = Limits.newBuilder();
        allowance.requestsPerMinute().ifPresent(message::setRequestsPerMinute);
        allowance.burst().ifPresent(message::setBurst);
        allowance.rowsPerMinute().ifPresent(message::setRowsPerMinute);
        return message.build();
    }

    static Allowance allowance(Limits message) {
        return new Allowance(
                message.hasRequestsPerMinute() ? OptionalLong.of(message.getRequestsPerMinute()) : OptionalLong.empty(),
                message.hasBurst() ? OptionalLong.of(message.getBurst()) : OptionalLong.empty(),
                message.hasRowsPerMinute() ? OptionalLong.of(message.getRowsPerMinute()) : OptionalLong.empty());
    }

    static Limited limited(io.outrigger.proto.access.v1.Limited message) {
        return switch (message.getWhatCase()) {
            case TENANT -> new Limited(Limited.Kind.TENANT, message.getTenant());
            case MODEL -> new Limited(Limited.Kind.MODEL, message.getModel());
            case WHAT_NOT_SET -> throw new ServiceException(
                    ErrorCode.MISSING_FIELD, "Field 'limited' must name a tenant or a model; neither is there.");
        };
    }

    private static io.outrigger.proto.access.v1.Limited message(Limited limited) {
        var message = io.outrigger.proto.access.v1.Limited.newBuilder();
        switch (limited.kind()) {
            case TENANT -> message.setTenant(limited.name());
            case MODEL -> message.setModel(limited.name());
        }
        return message.build();
    }
}
