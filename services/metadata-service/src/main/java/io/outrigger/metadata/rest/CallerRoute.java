package io.outrigger.metadata.rest;

import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.outrigger.chassis.access.CurrentCaller;
import io.outrigger.chassis.security.Principal;

/** A route's work for the caller whom the access table has let through. */
public interface CallerRoute {

    void handle(ServerRequest request, ServerResponse response, Principal caller);

    static Handler of(CallerRoute route) {
        return (request, response) -> route.handle(request, response, CurrentCaller.get());
    }
}
