package io.outrigger.orchestrator.backend;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.outrigger.chassis.telemetry.Histograms.Durations;
import io.outrigger.chassis.telemetry.Telemetry;
import io.outrigger.orchestrator.batching.BatchEvent.Outcome;
import io.outrigger.orchestrator.batching.DispatchReason;
import io.outrigger.orchestrator.batching.DropReason;
import io.outrigger.orchestrator.batching.LaneView;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** Counts what the batchers do; every meter is looked up once, and no caller can make one. */
final class BatchMetrics {

    private static final double NANOS_OF_SECOND = 1e9;
    private static final double[] ROWS = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512};
    private static final double[] RATIOS = {0.25, 0.5, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 2, 4};

    private final MeterRegistry meters;
    private final DistributionSummary rows;
    private final DistributionSummary predictions;
    private final Durations waits;
    private final Map<DispatchReason, Counter> dispatches;
    private final Map<DropReason, Counter> drops;
    private final Map<Outcome, Counter> outcomes;
    private final Counter splits;

    BatchMetrics(Telemetry telemetry) {
        this.meters = telemetry.meters();
        this.predictions = DistributionSummary.builder("batch_observed_of_predicted").description("What calls took, of what was predicted")
                .serviceLevelObjectives(RATIOS).register(meters);
        this.rows = DistributionSummary.builder("batch_rows").description("Rows of one call of a fleet")
                .serviceLevelObjectives(ROWS).register(meters);
        this.waits = telemetry.histograms().durations("batch_queue_duration_seconds", "Time that a request waited for its call");
        this.dispatches = counters(DispatchReason.class, reason -> Counter.builder("batch_dispatches")
                .description("Calls, by why they were sent when they were").tag("reason", word(reason)).register(meters));
        this.drops = counters(DropReason.class, reason -> Counter.builder("batch_drops")
                .description("Requests that left without an answer").tag("reason", word(reason)).register(meters));
        this.outcomes = counters(Outcome.class, outcome -> Counter.builder("batch_calls")
                .description("Calls, by how they ended").tag("outcome", word(outcome)).register(meters));
        this.splits = Counter.builder("batch_splits").description("Calls that were halved to find a bad row").register(meters);
    }

    /** Shows a fleet's lanes as they are when somebody asks. */
    void show(String fleet, Supplier<List<LaneView>> lanes) {
        gauge("batch_requests_waiting", "Requests that wait for a call", fleet, () -> lanes.get().stream()
                .mapToDouble(lane -> lane.liveRequests() + lane.jobRequests()).sum());
        gauge("batch_calls_in_flight", "Calls in flight", fleet, () -> lanes.get().stream().mapToDouble(LaneView::inFlight).sum());
        gauge("batch_slots", "Calls that are kept in flight at most", fleet, () -> lanes.get().stream()
                .mapToDouble(LaneView::slots).max().orElse(0));
        gauge("batch_expected_wait_seconds", "The longest that a live request that came now would wait for its answer", fleet,
                () -> lanes.get().stream().mapToDouble(LaneView::predictedWaitNanos).max().orElse(0) / NANOS_OF_SECOND);
    }

    private void gauge(String name, String description, String fleet, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).tag("fleet", fleet).strongReference(true).register(meters);
    }

    /** A call was answered; what it was predicted to take is 0 where nothing was known. */
    void took(long nanos, long predictedNanos) {
        if (predictedNanos > 0) {
            predictions.record((double) nanos / predictedNanos);
        }
    }

    void dispatched(int callRows, DispatchReason reason) {
        rows.record(callRows);
        dispatches.get(reason).increment();
    }

    void waited(long nanos) {
        waits.record(nanos);
    }

    void dropped(DropReason reason) {
        drops.get(reason).increment();
    }

    void ended(Outcome outcome, boolean split) {
        outcomes.get(outcome).increment();
        if (split) {
            splits.increment();
        }
    }

    private static <E extends Enum<E>> Map<E, Counter> counters(Class<E> type, Function<E, Counter> counter) {
        Map<E, Counter> all = new EnumMap<>(type);
        Arrays.stream(type.getEnumConstants()).forEach(constant -> all.put(constant, counter.apply(constant)));
        return all;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
