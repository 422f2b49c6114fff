package io.outrigger.observability;

import io.outrigger.observability.promql.Expression;

/**
 * An expression that somebody asks Prometheus.
 *
 * @param place for a failure: the file, and the panel, rule or object in it
 */
record Query(String place, String text) {

    Expression expression() {
        return Expression.of(text);
    }
}
