package io.outrigger.chassis.server;

import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/** An address that is read: GET, HEAD as monitors and load balancers send it, and what is said to every other method. */
public final class ReadRoute {

    private ReadRoute() {
    }

    /** @param handler answers both by {@link #send} */
    public static void at(HttpRouting.Builder routing, String path, Handler handler) {
        routing.get(path, handler).head(path, handler);
        MethodNotAllowed.elsewhere(routing, path, "GET", "HEAD");
    }

    /** Sends the body, or to a HEAD its length alone: a body there would be read as the next answer on the connection. */
    public static void send(ServerRequest request, ServerResponse response, byte[] body) {
        if (request.prologue().method().equals(Method.HEAD)) {
            response.header(HeaderNames.CONTENT_LENGTH, Integer.toString(body.length)).send();
        } else {
            response.send(body);
        }
    }
}
