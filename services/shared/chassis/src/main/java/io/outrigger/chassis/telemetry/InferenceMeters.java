package io.outrigger.chassis.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.SpanContext;
import io.outrigger.chassis.errors.ErrorCode;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Counts and times inferences by model and version.
 *
 * <p>Label values come from the registry or from our own enums, never from a caller, and their number has a limit besides: from there
 * on all others are one. What a model needs is looked up once, and made as it is first used.
 */
final class InferenceMeters {

    static final String UNKNOWN = "unknown";
    static final String OTHER = "other";
    static final int MODEL_VERSIONS_MAX = 2_000;

    private record ModelVersion(String model, String version) { }

    private final MeterRegistry meters;
    private final Histogram durations;
    private final Histogram phaseDurations;
    private final Map<ModelVersion, Meters> byModel = new ConcurrentHashMap<>();

    InferenceMeters(MeterRegistry meters, Histograms histograms) {
        this.meters = meters;
        this.durations = histograms.seconds("inference_request_duration_seconds",
                "Time from the arrival of an inference to its answer", "model", "version");
        this.phaseDurations = histograms.seconds("inference_phase_duration_seconds",
                "Time of one step of an inference; at the gateway the steps of all hops, which add up to the whole", "model", "version",
                        "phase");
    }

    void ended(String model, String version, Phases phases, long nanos, ErrorCode failure, SpanContext span) {
        Meters own = of(new ModelVersion(model.isEmpty() ? UNKNOWN : model, version.isEmpty() ? UNKNOWN : version));
        Histograms.record(own.duration, nanos, span);
        (failure == null ? own.answered : own.failed).increment();
        if (failure != null) {
            own.failures(failure).increment();
        }
        for (Phase phase : Phase.ALL) {
            long spent = phases.nanos(phase);
            if (spent > 0) {
                Histograms.record(own.phase(phase), spent, span);
            }
        }
    }

    /** Where the counts stand. */
    List<InferenceReading> readings() {
        return durations.collect().getDataPoints().stream().map(this::reading).toList();
    }

    private InferenceReading reading(HistogramDataPointSnapshot point) {
        ClassicHistogramBuckets buckets = point.getClassicBuckets();
        double[] boundsMs = new double[buckets.size() - 1];
        long[] counts = new long[boundsMs.length];
        long sum = 0;
        for (int i = 0; i < boundsMs.length; i++) {
            sum += buckets.getCount(i);
            boundsMs[i] = buckets.getUpperBound(i) * 1_000;
            counts[i] = sum;
        }
        var key = new ModelVersion(point.getLabels().get("model"), point.getLabels().get("version"));
        Meters own = byModel.get(key);
        return new InferenceReading(key.model, key.version, own == null ? 0 : (long) own.failed.count(), boundsMs, counts,
                sum + buckets.getCount(boundsMs.length));
    }

    private Meters of(ModelVersion key) {
        Meters known = byModel.get(key);
        if (known != null) {
            return known;
        }
        ModelVersion counted = byModel.size() < MODEL_VERSIONS_MAX ? key : new ModelVersion(OTHER, OTHER);
        return byModel.computeIfAbsent(counted, Meters::new);
    }

    /** Of one version of one model. */
    private final class Meters {

        private final ModelVersion key;
        private final DistributionDataPoint duration;
        private final Counter answered;
        private final Counter failed;
        private final AtomicReferenceArray<DistributionDataPoint> phases = new AtomicReferenceArray<>(Phase.ALL.size());
        private final Map<ErrorCode, Counter> failures = new ConcurrentHashMap<>();

        Meters(ModelVersion key) {
            this.key = key;
            this.duration = durations.labelValues(key.model, key.version);
            this.answered = requests("ok");
            this.failed = requests("error");
        }

        private Counter requests(String status) {
            return Counter.builder("inference.requests").description("Inferences answered, by outcome")
                    .tags("model", key.model, "version", key.version, "status", status).register(meters);
        }

        Counter failures(ErrorCode code) {
            return failures.computeIfAbsent(code, _ -> Counter.builder("inference.errors")
                    .description("Inferences that failed, by error code")
                    .tags("model", key.model, "version", key.version, "code", code.code()).register(meters));
        }

        DistributionDataPoint phase(Phase phase) {
            DistributionDataPoint point = phases.get(phase.ordinal());
            if (point == null) {
                point = phaseDurations.labelValues(key.model, key.version, phase.label());
                phases.set(phase.ordinal(), point);
            }
            return point;
        }
    }
}
