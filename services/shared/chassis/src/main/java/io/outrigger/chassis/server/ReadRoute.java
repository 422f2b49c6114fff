package io.outrigger.chassis.server;

import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;

/** An address that is only read, by GET or by HEAD, which every address takes that takes GET: and what is said to other methods. */
public final class ReadRoute {

    private ReadRoute() {
    }

    public static void at(HttpRouting.Builder routing, String path, Handler handler) {
        routing.get(path, handler);
        MethodNotAllowed.elsewhere(routing, path, "GET");
    }
}
