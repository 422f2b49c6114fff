package io.outrigger.documentation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerResponse;
import io.outrigger.chassis.access.AccessTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.function.Consumer;

/** Serves a service's document and a handful of files from the class path, each read once. Immutable. */
public final class DocumentationRoutes implements Consumer<HttpRouting.Builder> {

    private static final String SWAGGER_UI = "/META-INF/resources/webjars/swagger-ui/";
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
            + "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
            .build();

    private final byte[] document;

    private DocumentationRoutes(byte[] document) {
        this.document = document;
    }

    /**
     * The document of the service whose root has an {@code openapi.yaml} beside it.
     *
     * @param table what the service serves; nothing else may be in the document
     */
    public static DocumentationRoutes of(Class<?> root, AccessTable table) {
        return new DocumentationRoutes(yaml(ServiceDocument.of(
                parse(read(root, "openapi.yaml")), parse(read(DocumentationRoutes.class, "common.yaml")), table)));
    }

    @Override
    public void accept(HttpRouting.Builder routing) {
        String swagger = SWAGGER_UI + swaggerVersion() + "/";
        serve(routing, "/openapi", document, "application/yaml; charset=utf-8");
        serve(routing, "/openapi/ui", read("ui.html"), "text/html; charset=utf-8");
        serve(routing, "/openapi/ui/start.js", read("start.js"), "text/javascript; charset=utf-8");
        serve(routing, "/openapi/ui/swagger-ui.css", read(swagger + "swagger-ui.css"), "text/css; charset=utf-8");
        serve(routing, "/openapi/ui/swagger-ui-bundle.js", read(swagger + "swagger-ui-bundle.js"), "text/javascript; charset=utf-8");
        serve(routing, "/openapi/ui/favicon-32x32.png", read(swagger + "favicon-32x32.png"), "image/png");
    }

    private static void serve(HttpRouting.Builder routing, String path, byte[] file, String type) {
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

    private static ObjectNode parse(byte[] file) {
        try {
            return (ObjectNode) YAML.readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] yaml(ObjectNode whole) {
        try {
            return YAML.writeValueAsBytes(whole);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        return read(DocumentationRoutes.class, resource);
    }

    private static byte[] read(Class<?> beside, String resource) {
        try (InputStream file = beside.getResourceAsStream(resource)) {
            if (file == null) {
                throw new IllegalStateException("the jar lacks " + resource);
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
