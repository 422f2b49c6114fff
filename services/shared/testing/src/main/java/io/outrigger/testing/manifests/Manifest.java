package io.outrigger.testing.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.outrigger.testing.programs.Executable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** One object of Kubernetes. */
public record Manifest(ObjectNode json) {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Duration RENDER_LIMIT = Duration.ofMinutes(2);

    /** What a cluster would be given of a folder with a kustomization; the test is skipped by name where kubectl is missing. */
    public static List<Manifest> render(Path folder) {
        Executable kubectl = Executable.orSkip("kubectl");
        try {
            Path rendered = Files.createTempFile("outrigger-rendered-", ".yaml");
            try {
                kubectl.run(Map.of(), RENDER_LIMIT, "kustomize", folder.toString(), "--output", rendered.toString()).requireSuccess();
                return read(rendered);
            } finally {
                Files.deleteIfExists(rendered);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The objects of a file as it stands. */
    public static List<Manifest> read(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<Manifest> parse(String yaml) {
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            return documents.readAll().stream().filter(ObjectNode.class::isInstance).map(each -> new Manifest((ObjectNode) each)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String yaml() {
        try {
            return YAML.writeValueAsString(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** To be changed without changing this one. */
    public Manifest copy() {
        return new Manifest(json.deepCopy());
    }

    public boolean is(String kind, String name) {
        return kind().equals(kind) && name().equals(name);
    }

    public String kind() {
        return json.path("kind").asText();
    }

    public String group() {
        String version = json.path("apiVersion").asText();
        return version.contains("/") ? version.substring(0, version.indexOf('/')) : "";
    }

    public String version() {
        String version = json.path("apiVersion").asText();
        return version.substring(version.indexOf('/') + 1);
    }

    public String name() {
        return json.at("/metadata/name").asText();
    }

    public String namespace() {
        return json.at("/metadata/namespace").asText();
    }

    public JsonNode spec() {
        return json.path("spec");
    }

    public JsonNode at(String pointer) {
        return json.at(pointer);
    }

    /** The elements of a list, none where it is missing. */
    public List<JsonNode> list(String pointer) {
        return list(json.at(pointer));
    }

    public static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    public static List<String> texts(JsonNode array) {
        return list(array).stream().map(JsonNode::asText).toList();
    }

    /** Every object below a node that has this field, with the node itself. */
    public static Stream<JsonNode> having(JsonNode node, String field) {
        List<JsonNode> found = new ArrayList<>();
        collect(node, field, found);
        return found.stream();
    }

    private static void collect(JsonNode node, String field, List<JsonNode> found) {
        if (node.has(field)) {
            found.add(node);
        }
        node.forEach(child -> collect(child, field, found));
    }

    /** {@code VirtualService outrigger/api}. */
    @Override
    public String toString() {
        return kind() + " " + (namespace().isEmpty() ? "" : namespace() + "/") + name();
    }
}
