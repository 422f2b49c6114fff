package io.outrigger.cli.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was answered to a row.
 *
 * @param version that answered
 * @param outputs by name
 * @param label the best; empty where the version has no labels
 */
record RowAnswer(String version, Map<String, OutputTensor> outputs, String label) {

    /** From the answer of {@code /v1/infer}, a result's body or a capture, which have the same fields. */
    static RowAnswer of(JsonNode body) {
        Map<String, OutputTensor> outputs = new LinkedHashMap<>();
        for (JsonNode output : body.path("outputs")) {
            OutputTensor tensor = OutputTensor.of(output);
            outputs.put(tensor.name(), tensor);
        }
        return new RowAnswer(body.path("version").asText(), outputs, body.path("classification").path(0).path("label").asText());
    }
}
