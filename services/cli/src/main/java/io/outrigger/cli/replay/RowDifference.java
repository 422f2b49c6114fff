package io.outrigger.cli.replay;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How two answers to one row differ.
 *
 * @param outputs by name: those of the expected answer, which has what was asked for
 * @param expectedLabel empty where neither has labels to compare
 */
record RowDifference(Map<String, OutputDifference> outputs, String expectedLabel, String foundLabel) {

    static RowDifference of(RowAnswer expected, RowAnswer found, Tolerance tolerance) {
        Map<String, OutputDifference> outputs = new LinkedHashMap<>();
        expected.outputs().forEach((name, output) ->
                outputs.put(name, OutputDifference.of(output, found.outputs().get(name), tolerance)));
        return new RowDifference(outputs, expected.label(), found.label());
    }

    boolean differs() {
        return labelChanged() || outputs.values().stream().anyMatch(OutputDifference::differs);
    }

    boolean hasLabel() {
        return !expectedLabel.isEmpty();
    }

    boolean labelChanged() {
        return hasLabel() && !expectedLabel.equals(foundLabel);
    }
}
