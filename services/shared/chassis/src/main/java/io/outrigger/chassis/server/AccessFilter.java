package io.outrigger.chassis.server;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.outrigger.chassis.access.AccessTable;
import io.outrigger.chassis.access.CurrentCaller;
import io.outrigger.chassis.access.Who;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.security.Authenticator;
import io.outrigger.chassis.security.Credentials;
import io.outrigger.chassis.security.Principal;
import io.outrigger.chassis.telemetry.Phase;
import io.outrigger.chassis.telemetry.RequestContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * Lets REST requests to the routing that the table names, from those who may, before a byte of a body is read; health is open and the
 * chassis' own. Without a token whatever is not open is 401, existing address or not.
 *
 * <p>OPTIONS is open too: a browser sends it without its page's token, and what is answered is the same for everybody.
 */
final class AccessFilter implements Filter {

    static final String API_KEY_HEADER = "X-API-Key";

    private static final Set<String> HEALTH = HealthRoutes.paths();

    /**
     * Requests of nobody in particular that are answered at once, those for health apart from others: who takes all of them by not reading
     * what is answered keeps no caller from being served.
     */
    private static final int OPEN_MAX = 64;

    private final Semaphore open = new Semaphore(OPEN_MAX);
    private final Semaphore health = new Semaphore(OPEN_MAX);
    private final AccessTable table;
    private final Authenticator authenticator;

    AccessFilter(AccessTable table, Authenticator authenticator) {
        this.table = table;
        this.authenticator = authenticator;
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        Method method = request.prologue().method();
        Optional<AccessTable.Route> route = table.route(request.prologue().uriPath());
        if (HEALTH.contains(request.path().path()) || route.isEmpty() && method.equals(Method.OPTIONS)) {
            inPlace(health, chain::proceed);
        } else if (method.equals(Method.OPTIONS)) {
            inPlace(open, () -> AddressMethods.send(response, Status.OK_200, MethodNotAllowed.withOptions(taken(route.get()))));
        } else {
            Optional<Who> who = route.flatMap(named -> named.who(method.text()));
            if (isOpen(route, who)) {
                inPlace(open, () -> serve(route, who, chain, request, response));
            } else {
                CurrentCaller.with(caller(request)).run(() -> serve(route, who, chain, request, response));
            }
        }
    }

    private static void inPlace(Semaphore places, Runnable answer) {
        if (!places.tryAcquire()) {
            throw new ServiceException(ErrorCode.OVERLOADED, "At most " + OPEN_MAX
                    + " requests without a credential are answered at once; come again shortly.").retryAfter(Duration.ofSeconds(1));
        }
        try {
            answer.run();
        } finally {
            places.release();
        }
    }

    /** A method that an open address does not take is nobody's secret. */
    private static boolean isOpen(Optional<AccessTable.Route> route, Optional<Who> who) {
        return who.map(named -> !named.needsToken()).orElseGet(() ->
                route.isPresent() && route.get().methods().values().stream().noneMatch(Who::needsToken));
    }

    private Principal caller(RoutingRequest request) {
        try (var _ = RequestContext.current().phases().start(Phase.AUTH)) {
            return authenticator.authenticate(new Credentials(
                    header(request, HeaderNames.AUTHORIZATION), header(request, HeaderNames.create(API_KEY_HEADER))));
        }
    }

    /** A header that is there twice is no credential: its values are told apart by nobody. */
    private static Optional<String> header(RoutingRequest request, HeaderName name) {
        List<String> values = request.headers().all(name, List::of);
        return values.isEmpty() ? Optional.empty() : Optional.of(String.join(",", values));
    }

    private static void serve(
            Optional<AccessTable.Route> route, Optional<Who> who, FilterChain chain, RoutingRequest request, RoutingResponse response) {
        if (route.isEmpty()) {
            throw RestHost.noSuchRoute(request);
        }
        if (who.isEmpty()) {
            throw MethodNotAllowed.refusal(taken(route.get()), request, response);
        }
        if (who.get().needsToken()) {
            who.get().require(CurrentCaller.get());
        }
        chain.proceed();
    }

    private static List<String> taken(AccessTable.Route route) {
        return MethodNotAllowed.withHead(route.methods().keySet().stream().filter(name -> !name.equals(AccessTable.EVERY_METHOD)).toList());
    }
}
