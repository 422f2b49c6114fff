package io.outrigger.chassis.telemetry;

import io.grpc.Context;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.headers.RoutingHeaders;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * What is known about the request being served: its id, what the hops before decided, where its time went.
 *
 * <p>It lives in {@link io.grpc.Context}, on REST as on gRPC, so calls made on behalf of the request pass it on by themselves.
 * Safe for several threads.
 */
public final class RequestContext {

    /** Where the context of the request lives. */
    public static final Context.Key<RequestContext> KEY = Context.key("outrigger-request");

    private final String correlationId;
    private final Operation operation;
    private final RoutingHeaders routing;
    private final Span span;
    private final Phases phases;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private volatile String model = "";
    private volatile String version = "";
    private volatile boolean inference;
    private volatile String route = "";
    private volatile List<Span> rides = List.of();
    private volatile ErrorCode failure;
    private volatile Throwable cause;
    private volatile long expectedWaitMs;

    RequestContext(String correlationId, Operation operation, RoutingHeaders routing, Span span, LongSupplier nanoTime) {
        this.correlationId = correlationId;
        this.operation = operation;
        this.routing = routing;
        this.span = span;
        this.phases = new Phases(nanoTime);
    }

    /** The request that the calling thread serves. */
    public static RequestContext current() {
        RequestContext current = KEY.get();
        if (current == null) {
            throw new IllegalStateException("no request is being served on this thread");
        }
        return current;
    }

    public String correlationId() {
        return correlationId;
    }

    public Operation operation() {
        return operation;
    }

    /** Says which route a REST request met: a pattern of ours, which names metrics and spans where a path would be one of too many. */
    public void route(String pattern) {
        this.route = pattern;
    }

    String route() {
        return route;
    }

    /** Spans of the requests that this call is made for, which end with it. */
    void rides(List<Span> spans) {
        this.rides = spans;
    }

    List<Span> rides() {
        return rides;
    }

    /** What the hops before this one decided; all empty at the gateway, which believes none from outside. */
    public RoutingHeaders routing() {
        return routing;
    }

    public Span span() {
        return span;
    }

    /** The span as a {@code traceparent} header has it, for work that outlives the request; empty where nothing is traced. */
    public Optional<String> traceparent() {
        SpanContext own = span.getSpanContext();
        return own.isValid() ? Optional.of("00-" + own.getTraceId() + "-" + own.getSpanId() + "-" + own.getTraceFlags().asHex())
                : Optional.empty();
    }

    public Phases phases() {
        return phases;
    }

    /** Says that this request is an inference of a registered model: it is counted and timed under that name. */
    public void inference(String modelName, String modelVersion) {
        this.model = modelName;
        this.version = modelVersion;
        this.inference = true;
    }

    /** Says that this request was meant as an inference, of a model that is not known (yet). */
    public void inference() {
        this.inference = true;
    }

    /** Says how the request failed; the edges do so when they answer. */
    public void failed(ErrorCode code) {
        this.failure = code;
    }

    /** Says how it failed and by what; the span keeps the latter. */
    public void failed(ErrorCode code, Throwable thrown) {
        this.failure = code;
        this.cause = thrown;
    }

    /** Says in a sentence what the caller should know although the request succeeds; gRPC answers carry it in their trailers. */
    public void warn(String sentence) {
        warnings.add(sentence);
    }

    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** Says how long a request of this kind would wait for its answer that came now; gRPC answers carry it in their trailers. */
    public void expectedWaitMs(long milliseconds) {
        expectedWaitMs = milliseconds;
    }

    /** 0 where nobody has said. */
    public long expectedWaitMs() {
        return expectedWaitMs;
    }

    /** Takes what a hop said in its trailer; anything that is no such number is ignored. */
    public void expectedWaitMs(String trailer) {
        if (trailer != null && trailer.matches("[0-9]{1,9}")) {
            expectedWaitMs(Long.parseLong(trailer));
        }
    }

    boolean isInference() {
        return inference;
    }

    String model() {
        return model;
    }

    String version() {
        return version;
    }

    ErrorCode failure() {
        return failure;
    }

    Throwable cause() {
        return cause;
    }

    /** True for the first caller only: a request ends once. */
    boolean end() {
        return ended.compareAndSet(false, true);
    }
}
