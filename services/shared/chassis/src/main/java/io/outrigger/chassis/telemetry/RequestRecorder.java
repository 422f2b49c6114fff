package io.outrigger.chassis.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.headers.CorrelationId;
import io.outrigger.chassis.headers.RoutingHeaders;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Begins and ends the record of every request: span, metrics and log line, the same for REST and gRPC.
 *
 * <p>Label values come from the registry (model, version) or from our own enums, never from a caller, so their number is
 * bounded.
 */
public final class RequestRecorder {

    private static final Logger LOG = LoggerFactory.getLogger("io.outrigger.request");
    private static final Duration[] BUCKETS = {
        Duration.ofNanos(500_000), Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(5), Duration.ofMillis(10),
        Duration.ofMillis(20), Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(500),
        Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(30)};

    /** Of a carrier that is nothing but this header. */
    private static final TextMapGetter<String> TRACEPARENT = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String carrier) {
            return List.of("traceparent");
        }

        @Override
        public String get(String carrier, String key) {
            return "traceparent".equals(key) ? carrier : null;
        }
    };

    private final Telemetry telemetry;

    public RequestRecorder(Telemetry telemetry) {
        this.telemetry = telemetry;
    }

    /** Opens the record; {@code carrier} holds the headers that may name a parent span. */
    public <C> RequestContext begin(
            String operation, String correlationId, RoutingHeaders routing, C carrier, TextMapGetter<C> getter) {
        Span span = Span.getInvalid();
        if (telemetry.tracing()) {
            var parent = telemetry.propagator().extract(io.opentelemetry.context.Context.root(), carrier, getter);
            span = telemetry.tracer().spanBuilder(operation)
                    .setParent(parent)
                    .setSpanKind(SpanKind.SERVER)
                    .setAttribute("correlation_id", correlationId)
                    .startSpan();
        }
        return new RequestContext(correlationId, operation, routing, span, telemetry.nanoTime());
    }

    /**
     * Opens the record of something that belongs to no single request, such as the call of a batch: with an id and a trace of its own.
     *
     * @param requests those that it is done for, perhaps none; their spans and its own are linked, both ways
     */
    public RequestContext beginOwn(String operation, RoutingHeaders routing, Collection<RequestContext> requests) {
        String correlationId = CorrelationId.of(null);
        Span span = Span.getInvalid();
        if (telemetry.tracing()) {
            SpanBuilder builder = telemetry.tracer().spanBuilder(operation)
                    .setNoParent()
                    .setSpanKind(SpanKind.CLIENT)
                    .setAttribute("correlation_id", correlationId)
                    .setAttribute("requests", requests.size());
            requests.forEach(request -> builder.addLink(request.span().getSpanContext()));
            span = builder.startSpan();
            SpanContext own = span.getSpanContext();
            requests.forEach(request -> request.span().addLink(own));
        }
        return new RequestContext(correlationId, operation, routing, span, telemetry.nanoTime());
    }

    /**
     * Opens the record of work that is done for a request long after its answer: with a trace of its own, linked to the request's span.
     *
     * @param correlationId what the work is called in spans and log
     * @param traceparent {@linkplain RequestContext#traceparent of the request}, where it was traced
     */
    public RequestContext beginLater(String operation, String correlationId, Optional<String> traceparent) {
        Span span = Span.getInvalid();
        if (telemetry.tracing()) {
            SpanBuilder builder = telemetry.tracer().spanBuilder(operation).setNoParent().setAttribute("correlation_id", correlationId);
            traceparent.ifPresent(header -> builder.addLink(Span.fromContext(telemetry.propagator()
                    .extract(io.opentelemetry.context.Context.root(), header, TRACEPARENT)).getSpanContext()));
            span = builder.startSpan();
        }
        return new RequestContext(correlationId, operation, RoutingHeaders.NONE, span, telemetry.nanoTime());
    }

    /** Closes the record, once; later calls do nothing. */
    public void end(RequestContext request, String status) {
        if (!request.end()) {
            return;
        }
        long nanos = request.phases().totalNanos();
        if (request.isInference()) {
            count(request, nanos);
        }
        ErrorCode failure = request.failure();
        if (failure != null) {
            request.span().setStatus(StatusCode.ERROR, failure.code());
        }
        request.span().setAttribute("model", request.model()).setAttribute("version", request.version()).end();
        Level level = failure == null ? telemetry.requestLevel() : failure.isServerFault() ? Level.WARN : Level.INFO;
        if (LOG.isEnabledForLevel(level)) {
            LOG.atLevel(level)
                    .setMessage(request.operation())
                    .addKeyValue("service", telemetry.service())
                    .addKeyValue(RequestAppender.CORRELATION_ID, request.correlationId())
                    .addKeyValue("model", request.model())
                    .addKeyValue("version", request.version())
                    .addKeyValue("duration_ms", nanos / 1_000 / 1e3)
                    .addKeyValue("status", failure == null ? status : failure.code())
                    .log();
        }
    }

    private void count(RequestContext request, long nanos) {
        MeterRegistry meters = telemetry.meters();
        String model = request.model().isEmpty() ? "unknown" : request.model();
        String version = request.version().isEmpty() ? "unknown" : request.version();
        Timer.builder("inference.request.duration")
                .description("Time from the arrival of an inference to its answer")
                .tags("model", model, "version", version, "service", telemetry.service())
                .serviceLevelObjectives(BUCKETS)
                .register(meters)
                .record(nanos, TimeUnit.NANOSECONDS);
        ErrorCode failure = request.failure();
        Counter.builder("inference.requests")
                .description("Inferences answered, by outcome")
                .tags("model", model, "version", version, "service", telemetry.service(), "status", failure == null ? "ok" : "error")
                .register(meters)
                .increment();
        if (failure != null) {
            Counter.builder("inference.errors")
                    .description("Inferences that failed, by error code")
                    .tags("model", model, "version", version, "service", telemetry.service(), "code", failure.code())
                    .register(meters)
                    .increment();
        }
        for (Phase phase : Phase.values()) {
            if (request.phases().nanos(phase) > 0) {
                Timer.builder("inference.phase.duration")
                        .description("Time of one step of an inference")
                        .tags("model", model, "version", version, "service", telemetry.service(), "phase", phase.label())
                        .serviceLevelObjectives(BUCKETS)
                        .register(meters)
                        .record(request.phases().nanos(phase), TimeUnit.NANOSECONDS);
            }
        }
    }
}
