package io.outrigger.gateway.health;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.outrigger.chassis.server.ReadRoute;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Answers 200 while inference can be taken and 503 otherwise. */
public final class HealthRoute implements Consumer<HttpRouting.Builder> {

    private static final String PATH = "/health";

    private final BooleanSupplier registryLoaded;
    private final BooleanSupplier routerReachable;

    public HealthRoute(BooleanSupplier registryLoaded, BooleanSupplier routerReachable) {
        this.registryLoaded = registryLoaded;
        this.routerReachable = routerReachable;
    }

    @Override
    public void accept(HttpRouting.Builder routing) {
        ReadRoute.at(routing, PATH, (request, response) -> {
            boolean registry = registryLoaded.getAsBoolean();
            boolean router = routerReachable.getAsBoolean();
            response.status(registry && router ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503)
                    .header(HeaderNames.CONTENT_TYPE, "application/json")
                    .header(HeaderNames.CACHE_CONTROL, "no-store");
            String body = "{\"status\":\"" + word(registry && router) + "\",\"registry\":\"" + word(registry) + "\",\"router\":\""
                    + word(router) + "\"}";
            response.send(body.getBytes(StandardCharsets.US_ASCII));
        });
    }

    private static String word(boolean up) {
        return up ? "up" : "down";
    }
}
