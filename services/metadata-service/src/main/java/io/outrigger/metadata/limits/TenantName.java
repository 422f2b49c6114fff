package io.outrigger.metadata.limits;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.headers.Tenant;

/** What a tenant may be called: what a token may have as its claim. */
public final class TenantName {

    private TenantName() {
    }

    /** The name, checked. */
    public static String checked(String name) {
        return checked("tenant", name);
    }

    /** The name of who is no tenant but is called by the same rule. */
    public static String checked(String field, String name) {
        if (name.isEmpty()) {
            throw new ServiceException(ErrorCode.MISSING_FIELD, "Field '" + field + "' is required; it is missing.");
        }
        if (name.isBlank() || name.length() > Tenant.CHARACTERS_MAX || name.chars().anyMatch(Character::isISOControl)) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, "Field '" + field + "' must have 1 to " + Tenant.CHARACTERS_MAX
                    + " characters without control characters; it is " + Quote.of(name) + ".");
        }
        return name;
    }
}
