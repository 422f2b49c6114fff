package io.outrigger.cli.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * One output of an answer.
 *
 * @param numbers NaN for what JSON has no number for; truth is 1; empty where it holds texts
 * @param texts empty where it holds numbers
 */
record OutputTensor(String name, List<Long> shape, double[] numbers, List<String> texts) {

    static OutputTensor of(JsonNode json) {
        List<Long> shape = StreamSupport.stream(json.path("shape").spliterator(), false).map(JsonNode::asLong).toList();
        JsonNode data = json.path("data");
        boolean isText = "BYTES".equals(json.path("datatype").asText());
        return new OutputTensor(json.path("name").asText(), shape,
                isText ? new double[0] : StreamSupport.stream(data.spliterator(), false).mapToDouble(OutputTensor::number).toArray(),
                isText ? StreamSupport.stream(data.spliterator(), false).map(JsonNode::asText).toList() : List.of());
    }

    private static double number(JsonNode value) {
        return value.isNumber() ? value.doubleValue() : value.isBoolean() ? value.booleanValue() ? 1 : 0 : Double.NaN;
    }
}
