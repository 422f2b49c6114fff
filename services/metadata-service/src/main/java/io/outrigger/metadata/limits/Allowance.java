package io.outrigger.metadata.limits;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.util.OptionalLong;

/**
 * How much may be asked for; what is empty is not limited.
 *
 * @param burst requests that may come at once after a rest; as many as a minute's where it is empty
 */
public record Allowance(OptionalLong requestsPerMinute, OptionalLong burst, OptionalLong rowsPerMinute) {

    /** Nobody has more, and a thousandth of it is still told apart where numbers are floating. */
    public static final long MAX = 1_000_000_000_000L;

    public static final Allowance UNLIMITED = new Allowance(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

    /**
     * The same, checked.
     *
     * @throws ServiceException INVALID_FIELD with the one that cannot be
     */
    public Allowance checked() {
        check("requests_per_minute", requestsPerMinute);
        check("burst", burst);
        check("rows_per_minute", rowsPerMinute);
        if (burst.isPresent() && requestsPerMinute.isEmpty()) {
            throw new ServiceException(ErrorCode.INVALID_FIELD,
                    "Limit 'burst' needs 'requests_per_minute' beside it; without that requests are not limited.");
        }
        return this;
    }

    private static void check(String field, OptionalLong value) {
        if (value.isPresent() && (value.getAsLong() < 1 || value.getAsLong() > MAX)) {
            throw new ServiceException(ErrorCode.INVALID_FIELD,
                    "Limit '" + field + "' must be 1 to " + MAX + "; found " + value.getAsLong() + ".");
        }
    }
}
