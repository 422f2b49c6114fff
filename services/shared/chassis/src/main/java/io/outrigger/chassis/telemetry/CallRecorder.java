package io.outrigger.chassis.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapSetter;
import io.prometheus.metrics.core.metrics.Histogram;
import java.util.function.LongSupplier;

/** Times the gRPC calls that a service makes, and gives each a span of its own within that of the request it is made for. */
public final class CallRecorder {

    private static final String OK = "OK";

    private final Telemetry telemetry;
    private final LongSupplier nanoTime;
    private final Histogram durations;

    CallRecorder(Telemetry telemetry, Histograms histograms) {
        this.telemetry = telemetry;
        this.nanoTime = telemetry.nanoTime();
        this.durations = ServerMeters.rpc(histograms, "rpc_client_call_duration_seconds",
                "Time of the gRPC calls that are made for a request, from its start to its end");
    }

    /** One call under way. */
    public final class Call {

        private final String method;
        private final Span span;
        private final boolean lent;
        private final long startedNanos = nanoTime.getAsLong();

        private Call(String method, Span span, boolean lent) {
            this.method = method;
            this.span = span;
            this.lent = lent;
        }

        /** Writes the headers that let the next hop's span join the trace. */
        public <C> void inject(C carrier, TextMapSetter<C> setter) {
            if (span.getSpanContext().isValid()) {
                telemetry.propagator().inject(Context.root().with(span), carrier, setter);
            }
        }

        /**
         * Ends the record.
         *
         * @param status the name of gRPC's code
         * @return how long the call took, in nanoseconds
         */
        public long end(String status) {
            long nanos = nanoTime.getAsLong() - startedNanos;
            Histograms.record(durations.labelValues(SemanticConventions.GRPC, method, status), nanos, span.getSpanContext());
            if (!lent && span.isRecording()) {
                span.setAttribute(SemanticConventions.RPC_STATUS, status);
                if (!OK.equals(status)) {
                    span.setStatus(StatusCode.ERROR).setAttribute(SemanticConventions.ERROR_TYPE, status);
                }
                span.end();
            }
            return nanos;
        }
    }

    /** Begins a call for a request; {@linkplain Operation.Call one that is a call itself} lends its span. */
    public Call begin(String method, RequestContext request) {
        if (!telemetry.tracing() || request.operation() instanceof Operation.Call) {
            return new Call(method, request.span(), true);
        }
        return new Call(method, telemetry.tracer().spanBuilder(method)
                .setParent(Context.root().with(request.span())).setSpanKind(SpanKind.CLIENT)
                .setAttribute(SemanticConventions.RPC_SYSTEM, SemanticConventions.GRPC)
                .setAttribute(SemanticConventions.RPC_METHOD, method).startSpan(), false);
    }
}
