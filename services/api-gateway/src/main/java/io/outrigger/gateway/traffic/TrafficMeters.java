package io.outrigger.gateway.traffic;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Reads the gateway's own metrics of inferences, which it writes anyway, so that nothing is counted twice. */
public final class TrafficMeters {

    private static final String DURATION = "inference.request.duration";
    private static final String REQUESTS = "inference.requests";

    private final MeterRegistry meters;
    private final LongSupplier nanoTime;
    private final TrafficHistory history = new TrafficHistory();

    public TrafficMeters(MeterRegistry meters, LongSupplier nanoTime) {
        this.meters = meters;
        this.nanoTime = nanoTime;
    }

    /** Takes the next reading; by one thread. */
    public void read() {
        Map<ModelVersion, Long> errors = new HashMap<>();
        for (Counter counter : meters.find(REQUESTS).tag("status", "error").counters()) {
            errors.put(of(counter), (long) counter.count());
        }
        Reading before = history.window().newest();
        Map<ModelVersion, Tally> tallies = new HashMap<>();
        for (Timer timer : meters.find(DURATION).timers()) {
            Tally known = before.tally(of(timer));
            boolean idle = known.requests() == timer.count(); // most are, most of the time, and need no more room for it
            tallies.put(of(timer), idle ? known : new Tally(errors.getOrDefault(of(timer), 0L), buckets(timer)));
        }
        history.add(new Reading(nanoTime.getAsLong(), tallies));
    }

    /** What the readings say. */
    public TrafficWindow window() {
        return history.window();
    }

    private static ModelVersion of(Meter meter) {
        return new ModelVersion(meter.getId().getTag("model"), meter.getId().getTag("version"));
    }

    private static LatencyBuckets buckets(Timer timer) {
        CountAtBucket[] bounded = Arrays.stream(timer.takeSnapshot().histogramCounts())
                .filter(bucket -> Double.isFinite(bucket.bucket())).toArray(CountAtBucket[]::new);
        double[] boundsMs = Arrays.stream(bounded).mapToDouble(bucket -> bucket.bucket(TimeUnit.MILLISECONDS)).toArray();
        long[] counts = Arrays.stream(bounded).mapToLong(bucket -> (long) bucket.count()).toArray();
        return LatencyBuckets.of(boundsMs, counts, timer.count());
    }
}
