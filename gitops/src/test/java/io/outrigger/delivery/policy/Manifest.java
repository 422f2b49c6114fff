package io.outrigger.delivery.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** One object of Kubernetes as it is rendered. */
public record Manifest(ObjectNode json) {

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

    static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    static List<String> texts(JsonNode array) {
        return list(array).stream().map(JsonNode::asText).toList();
    }

    /** Every object below a node that has this field, with the node itself. */
    static Stream<JsonNode> having(JsonNode node, String field) {
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
