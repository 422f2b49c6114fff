package io.outrigger.documentation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.helidon.webserver.http.HttpRouting;
import io.outrigger.chassis.access.AccessTable;
import io.outrigger.chassis.server.StaticFile;
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
                parse(StaticFile.bytes(root, "openapi.yaml")), parse(StaticFile.bytes(DocumentationRoutes.class, "common.yaml")), table)));
    }

    @Override
    public void accept(HttpRouting.Builder routing) {
        String swagger = SWAGGER_UI + swaggerVersion() + "/";
        StaticFile.of(document, "application/yaml; charset=utf-8", POLICY).at(routing, "/openapi");
        serve(routing, "/openapi/ui", "ui.html", "text/html; charset=utf-8");
        serve(routing, "/openapi/ui/start.js", "start.js", "text/javascript; charset=utf-8");
        serve(routing, "/openapi/ui/swagger-ui.css", swagger + "swagger-ui.css", "text/css; charset=utf-8");
        serve(routing, "/openapi/ui/swagger-ui-bundle.js", swagger + "swagger-ui-bundle.js", "text/javascript; charset=utf-8");
        serve(routing, "/openapi/ui/favicon-32x32.png", swagger + "favicon-32x32.png", "image/png");
    }

    private static void serve(HttpRouting.Builder routing, String path, String resource, String type) {
        StaticFile.read(DocumentationRoutes.class, resource, type, POLICY).at(routing, path);
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
}
