package io.outrigger.perf.study;

import java.util.List;

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

    /** One of those who are compared. */
    public record Series(String name, List<Double> values) {
        public Series {
            values = List.copyOf(values);
        }
    }
}
