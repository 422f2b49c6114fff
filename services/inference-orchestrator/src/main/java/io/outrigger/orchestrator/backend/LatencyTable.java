package io.outrigger.orchestrator.backend;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long each fleet took for each model and version, network included; successes only.
 *
 * <p>It holds a bounded number of rows: what comes after {@value #ROWS_MAX} distinct ones is not tracked.
 */
public final class LatencyTable {

    private static final int ROWS_MAX = 4_096;

    private final ConcurrentHashMap<Key, Moving> rows = new ConcurrentHashMap<>();

    /** @param version {@code v3}, as the answer said */
    private record Key(String fleet, String model, String version) {
    }

    /** One row as it is now, in milliseconds. */
    public record Row(String fleet, String model, String version, long count, double latencyMsMean, double latencyMsMax) {
    }

    /** Takes the time of one answer, under the version that answered. */
    void record(Destination destination, String version, long nanos) {
        Key key = new Key(destination.fleet(), destination.model(), version);
        Moving row = rows.get(key);
        if (row == null) {
            if (rows.size() >= ROWS_MAX) {
                return;
            }
            row = rows.computeIfAbsent(key, unused -> new Moving());
        }
        row.add(nanos);
    }

    /** Whether this model has ever answered. */
    public boolean hasSeen(String model) {
        return rows.keySet().stream().anyMatch(key -> key.model().equals(model));
    }

    public List<Row> rows() {
        return rows.entrySet().stream()
                .map(entry -> entry.getValue().row(entry.getKey()))
                .sorted(Comparator.comparing(Row::fleet).thenComparing(Row::model).thenComparing(Row::version))
                .toList();
    }

    /** Count, exponentially weighted mean and maximum of one row. */
    private static final class Moving {

        private static final double WEIGHT_OF_NEWEST = 0.1;

        private long count;
        private double meanNanos;
        private long maxNanos;

        synchronized void add(long nanos) {
            meanNanos = count == 0 ? nanos : meanNanos + WEIGHT_OF_NEWEST * (nanos - meanNanos);
            maxNanos = Math.max(maxNanos, nanos);
            count++;
        }

        synchronized Row row(Key key) {
            return new Row(key.fleet(), key.model(), key.version(), count, meanNanos / 1e6, maxNanos / 1e6);
        }
    }
}
