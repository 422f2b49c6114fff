package io.outrigger.chassis.telemetry;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.headers.CorrelationId;
import io.outrigger.chassis.headers.RoutingHeaders;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Begins and ends the record of every request: span, metrics and log line, the same for REST and gRPC. */
public final class RequestRecorder {

    static final String LOGGER = "io.outrigger.request";
    private static final String RIDE = "ride in a shared call";
    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);
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
    private final InferenceMeters inferences;
    private final ServerMeters served;

    RequestRecorder(Telemetry telemetry, Histograms histograms) {
        this.telemetry = telemetry;
        this.inferences = new InferenceMeters(telemetry.meters(), histograms);
        this.served = new ServerMeters(histograms);
    }

    /** How often each version of each model was asked, as far as it was recorded here. */
    public List<InferenceReading> inferences() {
        return inferences.readings();
    }

    /** Opens the record of what a caller wants; {@code carrier} holds the headers that may name a parent span. */
    public <C> RequestContext begin(
            Operation operation, String correlationId, RoutingHeaders routing, C carrier, TextMapGetter<C> getter) {
        var parent = telemetry.propagator().extract(io.opentelemetry.context.Context.root(), carrier, getter);
        Span span = Span.fromContext(parent); // who traces nothing passes on what came
        if (telemetry.tracing()) {
            SpanBuilder builder = telemetry.tracer().spanBuilder(nameOf(operation)).setParent(parent).setSpanKind(SpanKind.SERVER)
                    .setAttribute("correlation_id", correlationId);
            span = describe(builder, operation).startSpan();
        }
        return new RequestContext(correlationId, operation, routing, span, telemetry.nanoTime());
    }

    /** A path would name more spans than there may be: the method does, until the route is known. */
    private static String nameOf(Operation operation) {
        return operation instanceof Operation.Http(String method, String _) ? method : operation.text();
    }

    private static SpanBuilder describe(SpanBuilder builder, Operation operation) {
        return switch (operation) {
            case Operation.Http(String method, String path) -> builder.setAttribute(SemanticConventions.HTTP_METHOD, method)
                    .setAttribute(SemanticConventions.URL_PATH, path);
            case Operation.Rpc(String method) -> rpc(builder, method);
            case Operation.Call(String method) -> rpc(builder, method);
            case Operation.Work _ -> builder;
        };
    }

    private static SpanBuilder rpc(SpanBuilder builder, String method) {
        return builder.setAttribute(SemanticConventions.RPC_SYSTEM, SemanticConventions.GRPC)
                .setAttribute(SemanticConventions.RPC_METHOD, method);
    }

    /**
     * Opens the record of a call that belongs to no single request, such as that of a batch: with an id of its own.
     *
     * <p>A call for one request belongs to its trace. One for several has a trace of its own, linked with their spans both ways, and each
     * of their traces has a span for the ride.
     *
     * @param requests those that it is made for, perhaps none
     */
    public RequestContext beginOwn(String method, RoutingHeaders routing, Collection<RequestContext> requests) {
        String correlationId = CorrelationId.of(null);
        var operation = new Operation.Call(method);
        if (!telemetry.tracing()) {
            return new RequestContext(correlationId, operation, routing, Span.getInvalid(), telemetry.nanoTime());
        }
        SpanBuilder builder = describe(telemetry.tracer().spanBuilder(method), operation).setSpanKind(SpanKind.CLIENT)
                .setAttribute("correlation_id", correlationId).setAttribute("requests", requests.size());
        if (requests.size() == 1) {
            Span part = builder.setParent(within(requests.iterator().next())).startSpan();
            return new RequestContext(correlationId, operation, routing, part, telemetry.nanoTime());
        }
        requests.forEach(request -> builder.addLink(request.span().getSpanContext()));
        Span shared = builder.setNoParent().startSpan();
        requests.forEach(request -> request.span().addLink(shared.getSpanContext()));
        RequestContext own = new RequestContext(correlationId, operation, routing, shared, telemetry.nanoTime());
        own.rides(requests.stream().map(request -> telemetry.tracer().spanBuilder(RIDE).setParent(within(request))
                .addLink(shared.getSpanContext()).startSpan()).toList());
        return own;
    }

    private static io.opentelemetry.context.Context within(RequestContext request) {
        return io.opentelemetry.context.Context.root().with(request.span());
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
        return new RequestContext(correlationId, new Operation.Work(operation), RoutingHeaders.NONE, span, telemetry.nanoTime());
    }

    /** Closes the record, once; later calls do nothing. */
    public void end(RequestContext request, String status) {
        if (!request.end()) {
            return;
        }
        long nanos = request.phases().totalNanos();
        count(request, status, nanos);
        endSpan(request, status);
        log(request, status, nanos);
    }

    private void count(RequestContext request, String status, long nanos) {
        SpanContext span = request.span().getSpanContext();
        if (request.isInference()) {
            inferences.ended(request.model(), request.version(), request.phases(), nanos, request.failure(), span);
        }
        switch (request.operation()) {
            case Operation.Http(String method, String _) -> served.http(method, request.route(), status, nanos, span);
            case Operation.Rpc(String method) -> served.rpc(method, status, nanos, span);
            case Operation.Call _, Operation.Work _ -> { }
        }
    }

    private static void endSpan(RequestContext request, String status) {
        Span span = request.span();
        request.rides().forEach(Span::end);
        if (!span.isRecording()) {
            return;
        }
        switch (request.operation()) {
            case Operation.Http(String method, String _) -> {
                span.setAttribute(SemanticConventions.HTTP_STATUS, Long.parseLong(status));
                if (!request.route().isEmpty()) {
                    span.updateName(method + " " + request.route()).setAttribute(SemanticConventions.HTTP_ROUTE, request.route());
                }
            }
            case Operation.Rpc _, Operation.Call _ -> span.setAttribute(SemanticConventions.RPC_STATUS, status);
            case Operation.Work _ -> { }
        }
        ErrorCode failure = request.failure();
        if (failure != null) {
            span.setStatus(StatusCode.ERROR, failure.code()).setAttribute(SemanticConventions.ERROR_TYPE, failure.code());
        }
        if (request.cause() != null) {
            span.recordException(request.cause());
        }
        span.setAttribute("model", request.model()).setAttribute("version", request.version()).end();
    }

    private void log(RequestContext request, String status, long nanos) {
        ErrorCode failure = request.failure();
        Level level = failure == null ? telemetry.requestLevel() : failure.isServerFault() ? Level.WARN : Level.INFO;
        if (LOG.isEnabledForLevel(level)) {
            LOG.atLevel(level)
                    .setMessage(request.operation().text())
                    .addKeyValue("service", telemetry.service())
                    .addKeyValue(RequestAppender.CORRELATION_ID, request.correlationId())
                    .addKeyValue(RequestAppender.TRACE_ID, RequestAppender.traceId(request))
                    .addKeyValue("model", request.model())
                    .addKeyValue("version", request.version())
                    .addKeyValue("duration_ms", nanos / 1_000 / 1e3)
                    .addKeyValue("status", failure == null ? status : failure.code())
                    .log();
        }
    }
}
