package io.outrigger.gateway.documentation;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.function.Consumer;

/** Serves a handful of files from the class path, each read once. */
public final class DocumentationRoutes implements Consumer<HttpRouting.Builder> {

    private static final String OWN = "/io/outrigger/gateway/documentation/";
    private static final String SWAGGER_UI = "/META-INF/resources/webjars/swagger-ui/";
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
            + "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    @Override
    public void accept(HttpRouting.Builder routing) {
        String swagger = SWAGGER_UI + swaggerVersion() + "/";
        serve(routing, "/openapi", OWN + "openapi.yaml", "application/yaml; charset=utf-8");
        serve(routing, "/openapi/ui", OWN + "ui.html", "text/html; charset=utf-8");
        serve(routing, "/openapi/ui/start.js", OWN + "start.js", "text/javascript; charset=utf-8");
        serve(routing, "/openapi/ui/swagger-ui.css", swagger + "swagger-ui.css", "text/css; charset=utf-8");
        serve(routing, "/openapi/ui/swagger-ui-bundle.js", swagger + "swagger-ui-bundle.js", "text/javascript; charset=utf-8");
        serve(routing, "/openapi/ui/favicon-32x32.png", swagger + "favicon-32x32.png", "image/png");
    }

    private static void serve(HttpRouting.Builder routing, String path, String resource, String type) {
        byte[] file = read(resource);
        routing.get(path, (request, response) -> send(response, file, type));
    }

    private static void send(ServerResponse response, byte[] file, String type) {
        response.status(Status.OK_200)
                .header(HeaderNames.CONTENT_TYPE, type)
                .header(HeaderNames.CACHE_CONTROL, "no-cache")
                .header(HeaderNames.create("Content-Security-Policy"), POLICY)
                .header(HeaderNames.create("X-Content-Type-Options"), "nosniff");
        response.send(file);
    }

    private static String swaggerVersion() {
        Properties properties = new Properties();
        try (InputStream file = DocumentationRoutes.class.getResourceAsStream("/META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
            properties.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }

    private static byte[] read(String resource) {
        try (InputStream file = DocumentationRoutes.class.getResourceAsStream(resource)) {
            if (file == null) {
                throw new IllegalStateException("the jar lacks " + resource);
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
