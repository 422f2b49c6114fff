package io.outrigger.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One Kubernetes object, as YAML has it. */
record Manifest(ObjectNode json) {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** The objects of one file or of what kubectl renders. */
    static List<Manifest> parse(String yaml) {
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            List<Manifest> manifests = new ArrayList<>();
            while (documents.hasNext()) {
                if (documents.next() instanceof ObjectNode json) {
                    manifests.add(new Manifest(json));
                }
            }
            return manifests;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Manifest> read(Path file) {
        return parse(TextFile.read(file));
    }

    /** One object, written as YAML in the test's own code. */
    static Manifest of(String yaml) {
        return parse(yaml).getFirst();
    }

    String kind() {
        return json.path("kind").asText();
    }

    String name() {
        return json.path("metadata").path("name").asText();
    }

    String namespace() {
        return json.path("metadata").path("namespace").asText();
    }

    boolean is(String kind, String name) {
        return kind().equals(kind) && name().equals(name);
    }

    /** What the object asks for, to read or to change. */
    ObjectNode spec() {
        return json.withObject("/spec");
    }

    Map<String, String> labels() {
        return texts(json.path("metadata").path("labels"));
    }

    static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new TreeMap<>();
        object.properties().forEach(property -> texts.put(property.getKey(), property.getValue().asText()));
        return texts;
    }

    Manifest copy() {
        return new Manifest(json.deepCopy());
    }

    String yaml() {
        try {
            return YAML.writeValueAsString(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
