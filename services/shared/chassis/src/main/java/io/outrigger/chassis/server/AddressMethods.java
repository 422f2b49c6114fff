package io.outrigger.chassis.server;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;

/**
 * The answer to OPTIONS: which methods an address takes, and that a page of another origin may not call it. A browser asks before it lets
 * such a page call, without the page's token, so nobody else may be asked for one either. No CORS header is sent: the browser refuses.
 */
final class AddressMethods {

    private static final String SENTENCE = "CORS is not switched on here: a browser lets no page of another origin call this address. "
            + "Call it from a server, or serve page and API behind one origin.";

    private AddressMethods() {
    }

    private record Methods(List<String> allow, String message) {
    }

    static void send(ServerResponse response, Status status, List<String> methods) {
        response.header(HeaderNames.ALLOW, String.join(", ", methods));
        JsonAnswer.send(response, status, new Methods(methods, SENTENCE));
    }
}
