package io.outrigger.chassis.telemetry;

import io.opentelemetry.api.trace.SpanContext;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Exemplar;
import io.prometheus.metrics.model.snapshots.Labels;

/**
 * Makes histograms of durations, all with the same buckets, so that they can be added over instances and services.
 *
 * <p>They are the Prometheus client's own and not Micrometer's: an observation is handed the span it belongs to as its exemplar, whatever
 * the thread, and the data point of a set of labels is kept by whoever records often.
 */
public final class Histograms {

    /** Seconds. */
    private static final double[] BUCKETS = {0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10};
    private static final double NANOS_OF_SECOND = 1e9;

    private final PrometheusRegistry registry;
    private final Labels everywhere;

    Histograms(PrometheusRegistry registry, String service) {
        this.registry = registry;
        this.everywhere = Labels.of("service", service);
    }

    /** Durations of one kind. */
    public interface Durations {
        void record(long nanos);
    }

    /** @param name that ends in {@code _seconds} */
    public Durations durations(String name, String description) {
        DistributionDataPoint point = seconds(name, description);
        return nanos -> record(point, nanos, SpanContext.getInvalid());
    }

    Histogram seconds(String name, String description, String... labels) {
        return Histogram.builder().name(name).help(description).labelNames(labels).constLabels(everywhere)
                .classicOnly().classicUpperBounds(BUCKETS).register(registry);
    }

    /** Records a duration, with the span as its exemplar where one is recorded. */
    static void record(DistributionDataPoint point, long nanos, SpanContext span) {
        if (span.isSampled()) {
            point.observeWithExemplar(nanos / NANOS_OF_SECOND,
                    Labels.of(Exemplar.TRACE_ID, span.getTraceId(), Exemplar.SPAN_ID, span.getSpanId()));
        } else {
            point.observe(nanos / NANOS_OF_SECOND);
        }
    }
}
