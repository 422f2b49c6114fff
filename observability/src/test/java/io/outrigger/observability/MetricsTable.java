package io.outrigger.observability;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the services hand out, as metrics.md lists it. */
final class MetricsTable {
    private static final List<String> SERIES = List.of("_bucket", "_count", "_sum");
    private static final String BUCKET = "le";
    private final Map<String, Metric> metrics = new LinkedHashMap<>();

    /** @param labels besides those that Prometheus adds */
    record Metric(String name, String type, Set<String> labels) {

        private boolean isSeveralSeries() {
            return type.equals("histogram") || type.equals("summary");
        }
    }

    private MetricsTable() {
    }

    /** A row is {@code | metric | type | labels | services | meaning |}, with backticks or without. */
    static MetricsTable read() {
        MetricsTable table = new MetricsTable();
        SourceFiles.text("metrics.md").lines().filter(line -> line.startsWith("|")).map(line -> line.replace("`", "").split("\\|", -1))
                .filter(cells -> cells.length > 5 && cells[1].strip().matches("[a-z][a-z0-9_]*") && !cells[1].strip().equals("metric"))
                .forEach(cells -> table.metrics.put(cells[1].strip(), new Metric(cells[1].strip(), cells[2].strip(),
                        Arrays.stream(cells[3].split("[,\\s]+")).filter(label -> label.matches("[a-z_]+")).collect(Collectors.toSet()))));
        return table;
    }

    Collection<Metric> all() {
        return metrics.values();
    }

    /** The metric that series of this name belong to: the series of a histogram are named after it. */
    Optional<Metric> ofSeries(String name) {
        return Optional.ofNullable(metrics.get(name)).or(() -> SERIES.stream().filter(name::endsWith)
                .map(ending -> metrics.get(name.substring(0, name.length() - ending.length())))
                .filter(metric -> metric != null && metric.isSeveralSeries()).findFirst());
    }

    /** A bucket's series have one label more. */
    Set<String> labelsOfSeries(String name) {
        Set<String> labels = ofSeries(name).map(Metric::labels).orElse(Set.of()).stream().collect(Collectors.toSet());
        if (name.endsWith("_bucket")) {
            labels.add(BUCKET);
        }
        return labels;
    }
}
