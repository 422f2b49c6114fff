package io.outrigger.observability.promql;

import java.util.Map;

/**
 * Series that an expression reads.
 *
 * @param metric its name, or the pattern of its name where it has none
 * @param matchers what its labels have to be, by name
 */
public record Selector(String metric, Map<String, String> matchers) {
}
