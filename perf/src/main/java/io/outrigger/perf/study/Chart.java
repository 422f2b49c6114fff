package io.outrigger.perf.study;

import io.outrigger.perf.load.Tally;
import java.util.List;
import java.util.Map;

/**
 * Bars, to be looked at on a phone.
 *
 * @param title what is seen, with its unit
 * @param groups such as {@code 64 callers}, from the top to the bottom
 * @param series those who are compared, each with a number a group; not a number where there is none
 */
public record Chart(String title, List<String> groups, List<Series> series) {

    public Chart {
        groups = List.copyOf(groups);
        series = List.copyOf(series);
        for (Series one : series) {
            if (one.values().size() != groups.size()) {
                throw new IllegalArgumentException("'" + one.name() + "' has " + one.values().size() + " values for " + groups.size()
                        + " groups.");
            }
        }
    }

    /** What some have waited: p50 and p99, in ms. */
    static Chart latencies(String title, List<Map.Entry<String, Tally>> waited) {
        return new Chart(title + ", ms", List.of("p50", "p99"), waited.stream().map(one -> new Series(one.getKey(),
                List.of(one.getValue().latency_ms(50), one.getValue().latency_ms(99)))).toList());
    }

    /** One of those who are compared. */
    public record Series(String name, List<Double> values) {
        public Series {
            values = List.copyOf(values);
        }
    }
}
