package io.outrigger.gateway.traffic;

import io.outrigger.chassis.telemetry.InferenceReading;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Reads the gateway's own metrics of inferences, which it writes anyway, so that nothing is counted twice. */
public final class TrafficMeters {

    private final Supplier<List<InferenceReading>> readings;
    private final LongSupplier nanoTime;
    private final TrafficHistory history = new TrafficHistory();

    /** @param readings of what was counted so far */
    public TrafficMeters(Supplier<List<InferenceReading>> readings, LongSupplier nanoTime) {
        this.readings = readings;
        this.nanoTime = nanoTime;
    }

    /** Takes the next reading; by one thread. */
    public void read() {
        Reading before = history.window().newest();
        Map<ModelVersion, Tally> tallies = new HashMap<>();
        for (InferenceReading now : readings.get()) {
            ModelVersion version = new ModelVersion(now.model(), now.version());
            Tally known = before.tally(version);
            boolean idle = known.requests() == now.total(); // most are, most of the time, and need no more room for it
            tallies.put(version, idle ? known : new Tally(now.errors(), LatencyBuckets.of(now.boundsMs(), now.counts(), now.total())));
        }
        history.add(new Reading(nanoTime.getAsLong(), tallies));
    }

    /** What the readings say. */
    public TrafficWindow window() {
        return history.window();
    }
}
