package io.outrigger.orchestrator.backend;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.outrigger.orchestrator.batching.BatchEvent.Outcome;
import io.outrigger.orchestrator.batching.DispatchReason;
import io.outrigger.orchestrator.batching.DropReason;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Counts what the batchers do; every meter is looked up once, and no caller can make one. */
final class BatchMetrics {

    private static final double[] ROWS = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512};

    private final DistributionSummary rows;
    private final Timer waits;
    private final Map<DispatchReason, Counter> dispatches;
    private final Map<DropReason, Counter> drops;
    private final Map<Outcome, Counter> outcomes;
    private final Counter splits;

    BatchMetrics(MeterRegistry meters) {
        this.rows = DistributionSummary.builder("batch_rows").description("Rows of one call of a fleet")
                .serviceLevelObjectives(ROWS).register(meters);
        this.waits = Timer.builder("batch_queue_duration").description("Time that a request waited for its call").register(meters);
        this.dispatches = counters(DispatchReason.class, reason -> Counter.builder("batch_dispatches")
                .description("Calls, by why they were sent when they were").tag("reason", word(reason)).register(meters));
        this.drops = counters(DropReason.class, reason -> Counter.builder("batch_drops")
                .description("Requests that left without an answer").tag("reason", word(reason)).register(meters));
        this.outcomes = counters(Outcome.class, outcome -> Counter.builder("batch_calls")
                .description("Calls, by how they ended").tag("outcome", word(outcome)).register(meters));
        this.splits = Counter.builder("batch_splits").description("Calls that were halved to find a bad row").register(meters);
    }

    void dispatched(int callRows, DispatchReason reason) {
        rows.record(callRows);
        dispatches.get(reason).increment();
    }

    void waited(long nanos) {
        waits.record(nanos, TimeUnit.NANOSECONDS);
    }

    void dropped(DropReason reason) {
        drops.get(reason).increment();
    }

    void ended(Outcome outcome, int requests) {
        outcomes.get(outcome).increment();
        if (requests > 1 && (outcome == Outcome.CONTENT || outcome == Outcome.MISFIT)) {
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
