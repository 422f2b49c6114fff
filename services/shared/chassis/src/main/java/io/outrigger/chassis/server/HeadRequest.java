package io.outrigger.chassis.server;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;

/**
 * Whether a request asks by HEAD, for routes whose answer is long: the routing sees a GET, and what it writes is thrown away. A route
 * that asks here may send an empty body under the headers that GET would have.
 */
public final class HeadRequest {

    private static final HeaderName BODYLESS = HeaderNames.create(HttpHead.BODYLESS);

    private HeadRequest() {
    }

    public static boolean is(ServerRequest request) {
        return request.headers().contains(BODYLESS);
    }
}
