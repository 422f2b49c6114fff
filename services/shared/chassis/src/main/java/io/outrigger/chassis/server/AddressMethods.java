package io.outrigger.chassis.server;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;

/**
 * The answer to OPTIONS: which methods an address takes, and in words what its CORS headers say to a browser, which asks before it lets a
 * page of another origin call, without the page's token; so nobody else may be asked for one either.
 */
final class AddressMethods {

    private static final String REFUSED = "A browser lets no page of another origin call this address: CORS is not switched on for it "
            + "(CORS_ALLOWED_ORIGINS). Call it from a server, or serve page and API behind one origin.";
    private static final String ALLOWED = "A page of this origin may call this address.";

    private AddressMethods() {
    }

    private record Methods(List<String> allow, String message) {
    }

    static void send(ServerResponse response, Status status, List<String> methods) {
        response.header(HeaderNames.ALLOW, String.join(", ", methods));
        JsonAnswer.send(response, status, new Methods(methods, Cors.isAllowed(response) ? ALLOWED : REFUSED));
    }
}
