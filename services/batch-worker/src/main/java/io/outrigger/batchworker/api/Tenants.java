package io.outrigger.batchworker.api;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.headers.PlatformHeader;
import io.outrigger.chassis.headers.Tenant;
import io.outrigger.chassis.telemetry.RequestContext;

/** Whose jobs a request is about: the tenant that the gateway says. */
final class Tenants {

    private Tenants() {
    }

    /** As its header has it; without one there are no jobs to be seen. */
    static String current() {
        String tenant = Tenant.ofHeader(RequestContext.current().routing().tenant());
        if (tenant.equals(Tenant.NOBODY)) {
            throw new ServiceException(ErrorCode.INVALID_HEADER,
                    "The header " + PlatformHeader.TENANT.headerName() + " is expected to name the tenant whose jobs are meant.");
        }
        return tenant;
    }
}
