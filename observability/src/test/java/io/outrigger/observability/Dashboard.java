package io.outrigger.observability;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One dashboard of Grafana. */
record Dashboard(Path file, JsonNode json) {
    /** Variables that Grafana itself sets, as they are with an hour on the screen. */
    static final Map<String, String> TIMES = Map.of("__rate_interval", "1m", "__range", "1h");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?([A-Za-z_]+)}?");
    private static final Pattern VALUES = Pattern.compile("label_values\\((.+), ([a-z_]+)\\)");

    static List<Dashboard> all() {
        return SourceFiles.below(SourceFiles.FOLDER.resolve("dashboards"), ".json").stream().map(Dashboard::read).toList();
    }

    private static Dashboard read(Path file) {
        try {
            return new Dashboard(file, JSON.readTree(SourceFiles.text(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
    }

    String name() {
        return file.getFileName().toString();
    }

    /** All but the headings of rows. */
    List<JsonNode> panels() {
        return json.path("panels").valueStream().filter(panel -> !panel.path("type").asText().equals("row")).toList();
    }

    List<JsonNode> variables() {
        return json.at("/templating/list").valueStream().toList();
    }

    /** What panels and variables ask, as it is written. */
    Stream<Query> queries() {
        return Stream.concat(panelQueries(), variables().stream().filter(variable -> variable.path("type").asText().equals("query"))
                .map(variable -> new Query(name() + ", variable " + variable.path("name").asText(), ofValues(variable.at("/query/query")
                        .asText()))));
    }

    private Stream<Query> panelQueries() {
        return panels().stream().flatMap(panel -> panel.path("targets").valueStream().map(target -> new Query(name() + ", panel '"
                + panel.path("title").asText() + "' " + target.path("refId").asText(), target.path("expr").asText())));
    }

    /** The values of a label are what their series are grouped by. */
    private static String ofValues(String query) {
        Matcher values = VALUES.matcher(query);
        if (!values.matches()) {
            throw new AssertionError("not label_values(series, label): " + query);
        }
        return "count by (%s) (%s)".formatted(values.group(2), values.group(1));
    }

    /** A text with its variables replaced, as Grafana does it before it asks. One that nobody has set is an error. */
    static String filledIn(String text, Map<String, String> values) {
        return VARIABLE.matcher(text).replaceAll(variable -> {
            String value = values.get(variable.group(1));
            if (value == null) {
                throw new AssertionError("there is no variable " + variable.group() + " for " + text);
            }
            return Matcher.quoteReplacement(value);
        });
    }
}
