package io.outrigger.observability;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How dashboards are written: two spaces a level, and in one line what fits into one, so that a panel is a screen and not four. */
final class DashboardFormat {
    private static final int WIDTH = 140;
    private static final String LEVEL = "  ";

    private DashboardFormat() {
    }

    static String of(JsonNode json) {
        return write(json, "", 0) + "\n";
    }

    /** @param before how much of the first line is taken, besides the indentation */
    private static String write(JsonNode node, String indentation, int before) {
        String line = line(node);
        if (node.isValueNode() || node.isEmpty() || indentation.length() + before + line.length() + 1 <= WIDTH) {
            return line;
        }
        String deeper = indentation + LEVEL;
        Stream<String> parts = node.isArray() ? node.valueStream().map(value -> write(value, deeper, 0))
                : node.propertyStream().map(entry -> name(entry.getKey()) + write(entry.getValue(), deeper, name(entry.getKey()).length()));
        return parts.map(part -> deeper + part).collect(Collectors.joining(",\n", node.isArray() ? "[\n" : "{\n",
                "\n" + indentation + (node.isArray() ? "]" : "}")));
    }

    private static String line(JsonNode node) {
        if (node.isArray()) {
            return node.valueStream().map(DashboardFormat::line).collect(Collectors.joining(", ", "[", "]"));
        }
        if (node.isObject()) {
            return node.propertyStream().map(entry -> name(entry.getKey()) + line(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        return node.toString();
    }

    private static String name(String name) {
        return TextNode.valueOf(name) + ": ";
    }
}
