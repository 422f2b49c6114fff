package io.outrigger.chassis.server;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.outrigger.chassis.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A service's health where probes look for it, on its REST and its management port: under Kubernetes' names, and at {@code /}, where load
 * balancers and monitors ask that were told nothing. GET, HEAD, and OPTIONS, which is HAProxy's own check. Stateless.
 *
 * <p>A browser that asks at {@code /} may be shown a page instead, under the same status.
 *
 * <p>Alive is 200 as long as the process answers. Ready is 200 or 503; why not is told on the management port only.
 */
public final class HealthRoutes implements Consumer<HttpRouting.Builder> {

    private static final String FRONT = "/";
    private static final List<String> METHODS = List.of("GET", "HEAD", "OPTIONS");
    private static final List<String> ALIVE = List.of("/health/live", "/livez", "/healthz");
    private static final List<String> READY = List.of("/health/ready", "/readyz", "/health", FRONT);

    private final Supplier<Map<String, String>> reasonsNotReady;
    private final boolean showsReasons;
    private final Optional<StaticFile> frontPage;

    /** @param frontPage what who asks for HTML is shown at {@value #FRONT} */
    HealthRoutes(Supplier<Map<String, String>> reasonsNotReady, boolean showsReasons, Optional<StaticFile> frontPage) {
        this.reasonsNotReady = reasonsNotReady;
        this.showsReasons = showsReasons;
        this.frontPage = frontPage;
    }

    /** @param reasons why it is not ready; null where there are none, or where they are not told */
    private record Health(String status, Map<String, String> reasons) {
    }

    /** All their addresses. */
    public static Set<String> paths() {
        Set<String> paths = new TreeSet<>(ALIVE);
        paths.addAll(READY);
        return paths;
    }

    @Override
    public void accept(HttpRouting.Builder routing) {
        ALIVE.forEach(path -> ReadRoute.at(routing, path, (request, response) ->
                send(response, Status.OK_200, new Health("up", null))));
        READY.forEach(path -> {
            routing.options(path, (request, response) -> AddressMethods.send(response, status(reasonsNotReady.get()), METHODS));
            ReadRoute.at(routing, path, path.equals(FRONT) && frontPage.isPresent() ? front(frontPage.get()) : this::ready);
        });
    }

    private Handler front(StaticFile page) {
        return (request, response) -> {
            response.header(HeaderNames.VARY, HeaderNames.ACCEPT.defaultCase());
            if (request.headers().value(HeaderNames.ACCEPT).filter(accepted -> accepted.contains("text/html")).isPresent()) {
                page.send(request, response, status(reasonsNotReady.get()));
            } else {
                ready(request, response);
            }
        };
    }

    private void ready(ServerRequest request, ServerResponse response) {
        Map<String, String> reasons = reasonsNotReady.get();
        send(response, status(reasons), new Health(
                reasons.isEmpty() ? "ready" : "not ready", showsReasons ? Json.unless(Map.of(), reasons) : null));
    }

    private static Status status(Map<String, String> reasons) {
        return reasons.isEmpty() ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503;
    }

    private static void send(ServerResponse response, Status status, Health health) {
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        JsonAnswer.send(response, status, health);
    }
}
