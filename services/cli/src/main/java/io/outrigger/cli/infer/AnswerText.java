package io.outrigger.cli.infer;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.cli.console.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An answer for a person: labels with their scores, or the tensors where the version has no labels; who gave it, and how fast. */
final class AnswerText {
    private static final int VALUES_SHOWN_MAX = 8;

    private AnswerText() {
    }

    static List<String> lines(JsonNode answer) {
        List<String> lines = new ArrayList<>((answer.path("classification").isArray() ? labels(answer) : tensors(answer)).lines());
        lines.add("");
        lines.add(answer.path("model").asText() + " " + answer.path("version").asText()
                + String.format(Locale.ROOT, ", %.1f ms", answer.path("timing_ms").path("total").asDouble()));
        return lines;
    }

    private static Table labels(JsonNode answer) {
        Table table = Table.of("LABEL", "SCORE");
        answer.path("classification").forEach(best ->
                table.row(best.path("label").asText(), String.format(Locale.ROOT, "%.4f", best.path("score").asDouble())));
        return table;
    }

    private static Table tensors(JsonNode answer) {
        Table table = Table.of("OUTPUT", "DATATYPE", "SHAPE", "VALUES");
        answer.path("outputs").forEach(tensor ->
                table.row(tensor.path("name").asText(), tensor.path("datatype").asText(), tensor.path("shape").toString(), values(tensor)));
        return table;
    }

    private static String values(JsonNode tensor) {
        List<String> values = new ArrayList<>();
        for (JsonNode value : tensor.path("data")) {
            if (values.size() == VALUES_SHOWN_MAX) {
                values.add("…");
                break;
            }
            values.add(value.isContainerNode() ? value.toString() : value.asText());
        }
        return String.join(" ", values);
    }
}
