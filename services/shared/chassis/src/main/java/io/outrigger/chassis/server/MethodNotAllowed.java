package io.outrigger.chassis.server;

import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import java.util.ArrayList;
import java.util.List;

/**
 * The 405 for a path that exists with other methods, and its answer to OPTIONS; registered after the path's own routes. HEAD is taken
 * wherever GET is: a route never sees it (see {@link HttpHead}).
 */
public final class MethodNotAllowed {

    private MethodNotAllowed() {
    }

    /** Answers every method but {@code methods} at {@code path}. */
    public static void elsewhere(HttpRouting.Builder routing, String path, String... methods) {
        List<String> taken = withHead(List.of(methods));
        routing.any(path, (request, response) -> {
            if (request.prologue().method().equals(Method.OPTIONS)) {
                AddressMethods.send(response, Status.OK_200, withOptions(taken));
                return;
            }
            throw refusal(taken, request, response);
        });
    }

    static ServiceException refusal(List<String> taken, ServerRequest request, ServerResponse response) {
        String allowed = String.join(", ", taken);
        response.header("Allow", allowed);
        return new ServiceException(ErrorCode.METHOD_NOT_ALLOWED,
                "This address takes " + allowed + ", not " + Quote.bare(request.prologue().method().text()) + ".");
    }

    static List<String> withHead(List<String> methods) {
        List<String> taken = new ArrayList<>(methods);
        if (taken.contains(Method.GET.text())) {
            taken.add(taken.indexOf(Method.GET.text()) + 1, Method.HEAD.text());
        }
        return taken;
    }

    static List<String> withOptions(List<String> taken) {
        List<String> all = new ArrayList<>(taken);
        all.add(Method.OPTIONS.text());
        return all;
    }
}
