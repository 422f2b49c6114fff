package io.outrigger.chassis.server;

import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.outrigger.chassis.access.CurrentCaller;
import io.outrigger.chassis.headers.Priority;

/** Holds REST requests of known callers to their tenants' shares of the server's {@link Admission}. */
final class FairFilter implements Filter {

    private final Admission admission;

    FairFilter(Admission admission) {
        this.admission = admission;
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        if (!CurrentCaller.isKnown()) {
            chain.proceed();
            return;
        }
        String tenant = CurrentCaller.get().tenant();
        admission.enterAs(tenant, Priority.LIVE);
        try {
            chain.proceed();
        } finally {
            admission.leaveAs(tenant);
        }
    }
}
