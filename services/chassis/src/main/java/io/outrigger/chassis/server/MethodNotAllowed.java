package io.outrigger.chassis.server;

import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.util.ArrayList;
import java.util.List;

/** The 405 for a path that exists with other methods, and its answer to OPTIONS; registered after the path's own routes. */
public final class MethodNotAllowed {

    private MethodNotAllowed() {
    }

    /** Answers every method but {@code methods} at {@code path}. */
    public static void elsewhere(HttpRouting.Builder routing, String path, String... methods) {
        String allowed = String.join(", ", methods);
        List<String> withOptions = new ArrayList<>(List.of(methods));
        withOptions.add(Method.OPTIONS.text());
        routing.any(path, (request, response) -> {
            if (request.prologue().method().equals(Method.OPTIONS)) {
                AddressMethods.send(response, Status.OK_200, withOptions);
                return;
            }
            response.header("Allow", allowed);
            throw new ServiceException(ErrorCode.METHOD_NOT_ALLOWED,
                    "This address takes " + allowed + ", not " + request.prologue().method().text() + ".");
        });
    }
}
