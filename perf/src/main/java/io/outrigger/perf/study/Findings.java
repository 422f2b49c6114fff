package io.outrigger.perf.study;

import io.outrigger.perf.load.Tally;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a study has found.
 *
 * @param markdown what is printed: a table and what there is to say of it
 * @param tallies what the table was made of, by names such as {@code chain, 64 callers}
 * @param chart the table as a picture, where it is one that a picture tells
 */
public record Findings(String markdown, Map<String, Tally> tallies, Optional<Chart> chart) {

    /**
     * A table of what some have waited, and a picture of it.
     *
     * @param waited in the order in which they are drawn
     */
    public static Findings ofLatencies(String markdown, String title, List<Map.Entry<String, Tally>> waited) {
        return new Findings(markdown, waited.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
                Optional.of(Chart.latencies(title, waited)));
    }

    /** A table alone. */
    public static Findings of(String markdown) {
        return new Findings(markdown, Map.of(), Optional.empty());
    }
}
