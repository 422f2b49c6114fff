package io.outrigger.observability;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.observability.promql.Expression;
import io.outrigger.observability.promql.Selector;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever asks Prometheus asks for what the services hand out, and all that they hand out is asked for by somebody. */
class MetricsTest {
    private static final MetricsTable TABLE = MetricsTable.read();
    private static final Map<String, Set<String>> RECORDED = Rules.recording().recorded();
    /** What Prometheus adds to each series, from where it has it: PodMonitors say what. */
    private static final Set<String> OF_THE_TARGET = Set.of("namespace", "pod", "job", "instance", "container",
            "rollouts_pod_template_hash");
    /** Of Prometheus itself, of Istio's sidecars and of the collector. */
    private static final Predicate<String> OF_OTHERS = Pattern.compile("up|ALERTS|(istio|otelcol)_.+").asMatchPredicate();

    private static List<Query> queries() {
        return Stream.of(Dashboard.all().stream().flatMap(Dashboard::queries), Rules.recording().queries(), Rules.alerts().queries(),
                DeliveryQueries.all()).flatMap(stream -> stream).map(MetricsTest::withTimes).toList();
    }

    /** Other variables stand in strings, where they do no harm. */
    private static Query withTimes(Query query) {
        String text = query.text();
        for (Map.Entry<String, String> time : Dashboard.TIMES.entrySet()) {
            text = text.replace("$" + time.getKey(), time.getValue());
        }
        return new Query(query.place(), text);
    }

    @Test
    void everyMetricThatIsAskedForIsHandedOut() {
        assertThat(queries()).hasSizeGreaterThan(100);
        assertThat(queries().stream().flatMap(query -> query.expression().selectors().stream().map(Selector::metric)
                .filter(OF_OTHERS.negate()).filter(name -> !RECORDED.containsKey(name) && TABLE.ofSeries(name).isEmpty())
                .map(name -> query.place() + " asks for " + name))).isEmpty();
    }

    @Test
    void everyLabelThatIsAskedForIsThere() {
        assertThat(queries().stream().flatMap(query -> Stream.concat(strangeMatchers(query), strangeGroups(query)))).isEmpty();
    }

    private static Stream<String> strangeMatchers(Query query) {
        return query.expression().selectors().stream().filter(selector -> !OF_OTHERS.test(selector.metric())).flatMap(selector ->
                selector.matchers().keySet().stream().filter(label -> !labels(selector).contains(label))
                        .map(label -> query.place() + ": " + selector.metric() + " has no label " + label));
    }

    /** Of expressions that read others' series nothing is known. */
    private static Stream<String> strangeGroups(Query query) {
        Expression expression = query.expression();
        Set<String> known = expression.selectors().stream().flatMap(selector -> labels(selector).stream()).collect(Collectors.toSet());
        return expression.selectors().stream().anyMatch(selector -> selector.metric().matches("(istio|otelcol)_.+")) ? Stream.of()
                : expression.groupingLabels().stream().filter(label -> !known.contains(label))
                        .map(label -> query.place() + " groups by " + label + ", which nothing there has");
    }

    private static Set<String> labels(Selector selector) {
        Set<String> labels = new HashSet<>(Objects.requireNonNullElseGet(RECORDED.get(selector.metric()),
                () -> TABLE.labelsOfSeries(selector.metric())));
        if (!RECORDED.containsKey(selector.metric())) {
            labels.addAll(OF_THE_TARGET);
        }
        return labels;
    }

    @Test
    void everyMetricThatIsHandedOutIsAskedFor() {
        Set<String> asked = queries().stream().flatMap(query -> query.expression().selectors().stream()).map(Selector::metric)
                .flatMap(name -> TABLE.ofSeries(name).stream()).map(MetricsTable.Metric::name).collect(Collectors.toSet());
        assertThat(TABLE.all()).hasSizeGreaterThan(50).extracting(MetricsTable.Metric::name).isSubsetOf(asked);
    }

    @Test
    void everythingThatIsRecordedIsAskedFor() {
        Set<String> asked = queries().stream().flatMap(query -> query.expression().selectors().stream()).map(Selector::metric)
                .collect(Collectors.toSet());
        assertThat(RECORDED.keySet()).isSubsetOf(asked);
    }
}
