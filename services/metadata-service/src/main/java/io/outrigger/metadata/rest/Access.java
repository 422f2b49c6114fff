package io.outrigger.metadata.rest;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.outrigger.chassis.security.JwtVerifier;
import io.outrigger.chassis.security.Principal;

/** Lets a request to a route only with a token that has the scope for it. */
public final class Access {

    private static final String READ = "models:read";
    private static final String WRITE = "models:write";

    private final JwtVerifier verifier;

    public Access(JwtVerifier verifier) {
        this.verifier = verifier;
    }

    /** A route's work for a caller that may do it. */
    public interface Route {
        void handle(ServerRequest request, ServerResponse response, Principal caller);
    }

    /** A route that changes nothing. */
    public Handler reading(Route route) {
        return requiring(READ, route);
    }

    /** A route that changes the registry. */
    public Handler writing(Route route) {
        return requiring(WRITE, route);
    }

    private Handler requiring(String scope, Route route) {
        return (request, response) -> {
            Principal caller = verifier.authenticate(request.headers().value(HeaderNames.AUTHORIZATION).orElse(null));
            caller.require(scope);
            route.handle(request, response, caller);
        };
    }
}
