package io.outrigger.chassis.telemetry;

import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.event.Level;

/**
 * One server's metrics, tracer and clocks.
 *
 * <p>Nothing of it is global, so that several servers in one JVM do not mix their numbers. Spans are exported only where an
 * OTLP address is given; the trace headers are passed on either way.
 */
public final class Telemetry implements AutoCloseable {

    private final String service;
    private final Level requestLevel;
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics gcMetrics = new JvmGcMetrics();
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Optional<SdkTracerProvider> tracerProvider;
    private final Tracer tracer;

    private Telemetry(String service, Level requestLevel, Optional<SdkTracerProvider> tracerProvider, Clock clock, LongSupplier nanoTime) {
        this.service = service;
        this.requestLevel = requestLevel;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.tracerProvider = tracerProvider;
        this.tracer = tracerProvider.<TracerProvider>map(provider -> provider).orElse(TracerProvider.noop()).get("io.outrigger");
        new JvmMemoryMetrics().bindTo(meters);
        new JvmThreadMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
        gcMetrics.bindTo(meters);
    }

    /** Telemetry of a service that exports its spans to {@code otlpEndpoint}, where one is given. */
    public static Telemetry of(String service, Optional<URI> otlpEndpoint) {
        return of(service, Level.DEBUG, otlpEndpoint);
    }

    /** Telemetry of the service that callers see: its log has a line for every request, also at the level INFO. */
    public static Telemetry atTheEdge(String service, Optional<URI> otlpEndpoint) {
        return of(service, Level.INFO, otlpEndpoint);
    }

    private static Telemetry of(String service, Level requestLevel, Optional<URI> otlpEndpoint) {
        Optional<SdkTracerProvider> provider = otlpEndpoint.map(endpoint -> SdkTracerProvider.builder()
                .setResource(Resource.getDefault().merge(Resource.create(Attributes.builder().put("service.name", service).build())))
                .addSpanProcessor(BatchSpanProcessor.builder(OtlpHttpSpanExporter.builder()
                        .setEndpoint(endpoint.toString().replaceAll("/+$", "") + "/v1/traces")
                        .build()).build())
                .build());
        return new Telemetry(service, requestLevel, provider, Clock.systemUTC(), System::nanoTime);
    }

    /** Telemetry without exports, for tests and tools. */
    public static Telemetry local(String service) {
        return of(service, Optional.empty());
    }

    public String service() {
        return service;
    }

    /** The level of the line about a request that did not fail. */
    Level requestLevel() {
        return requestLevel;
    }

    public PrometheusMeterRegistry meters() {
        return meters;
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
        gcMetrics.close();
        meters.close();
    }
}
