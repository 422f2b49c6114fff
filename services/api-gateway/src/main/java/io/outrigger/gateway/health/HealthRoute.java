package io.outrigger.gateway.health;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.outrigger.chassis.server.JsonAnswer;
import io.outrigger.chassis.server.ReadRoute;
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

    private record Health(String status, String registry, String router) {
    }

    @Override
    public void accept(HttpRouting.Builder routing) {
        ReadRoute.at(routing, PATH, (request, response) -> {
            boolean registry = registryLoaded.getAsBoolean();
            boolean router = routerReachable.getAsBoolean();
            boolean both = registry && router;
            response.header(HeaderNames.CACHE_CONTROL, "no-store");
            JsonAnswer.send(response, both ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503,
                    new Health(word(both), word(registry), word(router)));
        });
    }

    private static String word(boolean up) {
        return up ? "up" : "down";
    }
}
