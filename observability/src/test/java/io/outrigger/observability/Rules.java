package io.outrigger.observability;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.testing.manifests.Manifest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The rules of one file: a PrometheusRule whose spec is what Prometheus reads. */
record Rules(String file, Manifest manifest) {

    static Rules recording() {
        return read("rules/recording.yaml");
    }

    static Rules alerts() {
        return read("rules/alerts.yaml");
    }

    private static Rules read(String file) {
        return new Rules(file, Manifest.read(SourceFiles.FOLDER.resolve(file)).getFirst());
    }

    Stream<JsonNode> rules() {
        return manifest.list("/spec/groups").stream().flatMap(group -> group.path("rules").valueStream());
    }

    List<String> names() {
        return rules().map(Rules::name).toList();
    }

    static String name(JsonNode rule) {
        return rule.path("alert").asText(rule.path("record").asText());
    }

    Stream<Query> queries() {
        return rules().map(rule -> new Query(file + ", " + name(rule), rule.path("expr").asText()));
    }

    /** The labels of what is recorded: those that it is grouped by. */
    Map<String, Set<String>> recorded() {
        Map<String, Set<String>> recorded = new HashMap<>();
        queries().forEach(query -> {
            Set<String> labels = new HashSet<>(query.expression().groupingLabels());
            labels.remove("le");
            recorded.put(query.place().substring(file.length() + 2), labels);
        });
        return recorded;
    }

    /** As Prometheus and promtool read it. */
    String plain() {
        return new Manifest(manifest.json().withObject("/spec")).yaml();
    }
}
