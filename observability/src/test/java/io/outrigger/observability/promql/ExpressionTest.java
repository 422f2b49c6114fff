package io.outrigger.observability.promql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ExpressionTest {

    @Test
    void functionsAndAggregationsAreNoMetrics() {
        Expression expression = Expression.of("histogram_quantile(0.99, sum by (le, model) (rate(a_bucket{model=~\"$m\",x!='}'}[5m])))");
        assertThat(expression.selectors()).containsExactly(new Selector("a_bucket", Map.of("model", "$m", "x", "}")));
        assertThat(expression.groupingLabels()).containsExactlyInAnyOrder("le", "model");
    }

    @Test
    void labelsMayStandBehindAnAggregation() {
        Expression expression = Expression.of("sum(rate(a[1m])) without (pod) / on () group_left (x) max(b)");
        assertThat(expression.selectors()).extracting(Selector::metric).containsExactly("a", "b");
        assertThat(expression.groupingLabels()).containsExactlyInAnyOrder("pod", "x");
    }

    @Test
    void operatorsOffsetsAndNumbersAreNoMetrics() {
        assertThat(Expression.of("level:a:rate5m > bool 14.4 * 1e-3 and b offset 1m or c offset -5m unless vector(0) # d").selectors())
                .extracting(Selector::metric).containsExactly("level:a:rate5m", "b", "c");
    }

    @Test
    void aPatternOfNamesIsAName() {
        assertThat(Expression.of("rate({__name__=~\"a_(b|c)\",pod=\"p\"}[5m])").selectors())
                .containsExactly(new Selector("a_(b|c)", Map.of("pod", "p")));
    }

    @Test
    void whatIsNoPromQlIsRefused() {
        assertThatThrownBy(() -> Expression.of("sum(a) ; b")).hasMessageContaining("; b");
    }
}
