package io.outrigger.gateway.protocol;

import io.helidon.webserver.http.ServerRequest;

/** The model and version that an address names. */
final class PathNames {

    private PathNames() {
    }

    static String model(ServerRequest request) {
        return request.path().pathParameters().first("model").orElse("");
    }

    /** Empty where the address names none. */
    static String version(ServerRequest request) {
        return request.path().pathParameters().first("version").orElse("");
    }
}
