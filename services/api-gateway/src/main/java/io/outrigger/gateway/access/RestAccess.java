package io.outrigger.gateway.access;

import io.grpc.Context;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.outrigger.chassis.security.JwtVerifier;
import io.outrigger.chassis.security.Principal;
import io.outrigger.chassis.server.HealthRoutes;
import io.outrigger.chassis.telemetry.Phase;
import io.outrigger.chassis.telemetry.RequestContext;
import java.util.List;
import java.util.Set;

/** Lets REST requests in that bring a token, those to the open addresses, and OPTIONS; all others get 401, existing address or not. */
public final class RestAccess implements Filter {

    private static final Set<String> OPEN = Set.of("/v2/health/live", "/v2/health/ready", "/openapi");
    private static final String OPEN_BELOW = "/openapi/";
    private static final Set<String> HEALTH = HealthRoutes.paths();

    private final JwtVerifier tokens;

    public RestAccess(JwtVerifier tokens) {
        this.tokens = tokens;
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        if (isOpen(request)) {
            chain.proceed();
            return;
        }
        Caller caller;
        try (var _ = RequestContext.current().phases().start(Phase.AUTH)) {
            List<String> authorizations = request.headers().all(HeaderNames.AUTHORIZATION, List::of);
            Principal principal = tokens.authenticate(String.join(",", authorizations));
            caller = Caller.of(principal, request.headers().value(HeaderNames.create(Caller.STICKY_HEADER)).orElse(null));
        }
        Context.current().withValue(Caller.KEY, caller).run(chain::proceed);
    }

    /** A browser sends OPTIONS without its page's token; what is answered then is the same for everybody. */
    private static boolean isOpen(RoutingRequest request) {
        String path = request.path().path();
        return OPEN.contains(path) || HEALTH.contains(path) || path.startsWith(OPEN_BELOW)
                || request.prologue().method().equals(Method.OPTIONS);
    }
}
