package io.outrigger.chassis.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.event.Level;

/**
 * One server's metrics, tracer and clocks.
 *
 * <p>Nothing of it is global, so that several servers in one JVM do not mix their numbers: every metric says which service it is of.
 * Spans are exported only where an OTLP address is given; the trace headers are passed on either way.
 */
public final class Telemetry implements AutoCloseable {

    private final String service;
    private final Level requestLevel;
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Optional<SdkTracerProvider> tracerProvider;
    private final Tracer tracer;
    private final Histograms histograms;
    private final RuntimeMeters runtime;
    private final RequestRecorder requests;
    private final CallRecorder calls;

    private Telemetry(String service, Level requestLevel, Tracing tracing, Clock clock, LongSupplier nanoTime) {
        this.service = service;
        this.requestLevel = requestLevel;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.tracerProvider = tracing.provider(service);
        this.tracer = tracerProvider.<TracerProvider>map(provider -> provider).orElse(TracerProvider.noop()).get("io.outrigger");
        meters.config().commonTags("service", service);
        this.runtime = new RuntimeMeters(meters);
        this.histograms = new Histograms(meters.getPrometheusRegistry(), service);
        this.requests = new RequestRecorder(this, histograms);
        this.calls = new CallRecorder(this, histograms);
    }

    /** Telemetry of a service. */
    public static Telemetry of(String service, Tracing tracing) {
        return new Telemetry(service, Level.DEBUG, tracing, Clock.systemUTC(), System::nanoTime);
    }

    /** Telemetry of the service that callers see: its log has a line for every request, also at the level INFO. */
    public static Telemetry atTheEdge(String service, Tracing tracing) {
        return new Telemetry(service, Level.INFO, tracing, Clock.systemUTC(), System::nanoTime);
    }

    /** Telemetry without exports, for tests and tools. */
    public static Telemetry local(String service) {
        return of(service, Tracing.OFF);
    }

    public String service() {
        return service;
    }

    /** The level of the line about a request that did not fail. */
    Level requestLevel() {
        return requestLevel;
    }

    /** Counters, gauges and what is no duration of a request. */
    public MeterRegistry meters() {
        return meters;
    }

    /** For who counts without a meter. */
    public PrometheusRegistry collectors() {
        return meters.getPrometheusRegistry();
    }

    /** Shows a value as it is when somebody asks. */
    public void show(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).strongReference(true).register(meters);
    }

    /** Durations of requests and of their parts. */
    public Histograms histograms() {
        return histograms;
    }

    /** The records of requests. */
    public RequestRecorder requests() {
        return requests;
    }

    /** The records of calls that are made. */
    public CallRecorder calls() {
        return calls;
    }

    /** Everything that is measured here, as a scraper with this Accept header wants it. */
    public Exposition exposition(String accept) {
        return Exposition.of(meters.getPrometheusRegistry(), accept);
    }

    public Clock clock() {
        return clock;
    }

    /** The clock for durations. */
    public LongSupplier nanoTime() {
        return nanoTime;
    }

    public Tracer tracer() {
        return tracer;
    }

    public boolean tracing() {
        return tracerProvider.isPresent();
    }

    /** W3C {@code traceparent} and {@code tracestate}. */
    public TextMapPropagator propagator() {
        return W3CTraceContextPropagator.getInstance();
    }

    @Override
    public void close() {
        tracerProvider.ifPresent(provider -> provider.shutdown().join(5, TimeUnit.SECONDS));
        runtime.close();
        meters.close();
    }
}
