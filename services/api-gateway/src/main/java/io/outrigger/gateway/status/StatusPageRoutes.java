package io.outrigger.gateway.status;

import io.helidon.webserver.http.HttpRouting;
import io.outrigger.chassis.server.StaticFile;
import java.util.function.Consumer;

/**
 * The three documents of the status page. Their policy lets a browser load nothing that is not here, run no script that stands in the page,
 * and make no markup of a text, whatever a model is called.
 */
public final class StatusPageRoutes implements Consumer<HttpRouting.Builder> {

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            + "img-src 'self' data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
            + "require-trusted-types-for 'script'; trusted-types 'none'";

    /** The page itself, for {@code /}. */
    public static StaticFile front() {
        return file("status.html", "text/html; charset=utf-8");
    }

    @Override
    public void accept(HttpRouting.Builder routing) {
        file("status.css", "text/css; charset=utf-8").at(routing, "/status.css");
        file("status.js", "text/javascript; charset=utf-8").at(routing, "/status.js");
    }

    private static StaticFile file(String resource, String type) {
        return StaticFile.read(StatusPageRoutes.class, resource, type, POLICY);
    }
}
