package io.outrigger.chassis.server;

import io.helidon.webserver.http.HttpRouting;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;

/** The 405 for a path that exists with other methods; registered after the path's own routes. */
public final class MethodNotAllowed {

    private MethodNotAllowed() {
    }

    /** Answers every method but {@code methods} at {@code path}. */
    public static void elsewhere(HttpRouting.Builder routing, String path, String... methods) {
        String allowed = String.join(", ", methods);
        routing.any(path, (request, response) -> {
            response.header("Allow", allowed);
            throw new ServiceException(ErrorCode.METHOD_NOT_ALLOWED,
                    "This address takes " + allowed + ", not " + request.prologue().method().text() + ".");
        });
    }
}
