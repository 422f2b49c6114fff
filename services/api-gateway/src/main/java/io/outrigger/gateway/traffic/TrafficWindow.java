package io.outrigger.gateway.traffic;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The newest reading and those that it is held against. Immutable.
 *
 * @param forRates the one from which requests are counted; absent while there is one alone
 * @param forLatency the one from which latencies are counted, further back, since a quantile needs many
 */
public record TrafficWindow(Reading newest, Optional<Reading> forRates, Optional<Reading> forLatency) {

    private static final double NANOS = 1e9;

    /** Before the first reading. */
    public static final TrafficWindow EMPTY = new TrafficWindow(new Reading(0, Map.of()), Optional.empty(), Optional.empty());

    /** How far back rates and latencies look. */
    public static final Duration RATES = Duration.ofSeconds(10);
    public static final Duration LATENCY = Duration.ofSeconds(60);

    /** Whose requests were ever answered. */
    public Set<ModelVersion> known() {
        return newest.tallies().keySet();
    }

    /** The traffic of these together. */
    public Traffic of(Collection<ModelVersion> versions) {
        if (forRates.isEmpty() || forLatency.isEmpty()) {
            return Traffic.UNKNOWN;
        }
        double seconds = (newest.atNanos() - forRates.get().atNanos()) / NANOS;
        return Traffic.of(since(forRates.get(), versions), seconds, since(forLatency.get(), versions).latency());
    }

    private Tally since(Reading earlier, Collection<ModelVersion> versions) {
        return versions.stream().map(version -> newest.tally(version).minus(earlier.tally(version))).reduce(Tally.NONE, Tally::plus);
    }
}
