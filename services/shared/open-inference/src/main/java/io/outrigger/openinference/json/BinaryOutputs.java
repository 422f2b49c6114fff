package io.outrigger.openinference.json;

import java.util.Map;

/**
 * Which outputs a REST caller wants as binary parts behind the JSON.
 *
 * @param byDefault the request's {@code binary_data_output}
 * @param byName each requested output's own {@code binary_data}, where it has one
 */
public record BinaryOutputs(boolean byDefault, Map<String, Boolean> byName) {

    /** Everything as JSON. */
    public static final BinaryOutputs NONE = new BinaryOutputs(false, Map.of());

    public BinaryOutputs {
        byName = Map.copyOf(byName);
    }

    boolean wants(String output) {
        return byName.getOrDefault(output, byDefault);
    }
}
