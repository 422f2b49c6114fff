package io.outrigger.gateway.grants;

import io.outrigger.proto.access.v1.Limits;
import java.util.OptionalLong;

/**
 * How much may be asked for; what is absent is not limited.
 *
 * @param burst requests that may come at once after a rest; absent: as many as a minute's
 */
public record LimitSet(OptionalLong requestsPerMinute, OptionalLong burst, OptionalLong rowsPerMinute) {

    public static final LimitSet NONE = new LimitSet(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

    static LimitSet of(Limits limits) {
        return new LimitSet(
                limits.hasRequestsPerMinute() ? OptionalLong.of(limits.getRequestsPerMinute()) : OptionalLong.empty(),
                limits.hasBurst() ? OptionalLong.of(limits.getBurst()) : OptionalLong.empty(),
                limits.hasRowsPerMinute() ? OptionalLong.of(limits.getRowsPerMinute()) : OptionalLong.empty());
    }

    /** These limits, and where one is absent that of others. */
    public LimitSet or(LimitSet others) {
        boolean own = requestsPerMinute.isPresent();
        return new LimitSet(own ? requestsPerMinute : others.requestsPerMinute,
                burst.isPresent() || own ? burst : others.burst,
                rowsPerMinute.isPresent() ? rowsPerMinute : others.rowsPerMinute);
    }
}
