package io.outrigger.chassis.server;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.outrigger.chassis.errors.Challenge;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.GrpcErrors;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.headers.CorrelationId;
import io.outrigger.chassis.headers.PlatformHeader;
import io.outrigger.chassis.headers.RoutingHeaders;
import io.outrigger.chassis.overload.RefusalPace;
import io.outrigger.chassis.telemetry.Operation;
import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.chassis.telemetry.RequestRecorder;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outermost interceptor: gives every gRPC call its {@link RequestContext}, turns whatever a handler throws or answers with
 * into a status with details, and records how the call ended.
 *
 * <p>A handler may pass a {@link ServiceException} to {@code onError} or throw it; a status that already has a code of its own
 * (from the next hop) goes out unchanged.
 */
final class RequestInterceptor implements ServerInterceptor {

    private static final Logger LOG = LoggerFactory.getLogger(RequestInterceptor.class);
    private static final TextMapGetter<Metadata> HEADERS = new MetadataGetter();
    private static final Metadata.Key<String> CHALLENGE = Metadata.Key.of(Challenge.HEADER, Metadata.ASCII_STRING_MARSHALLER);

    private final RequestRecorder recorder;
    private final boolean believesRoutingHeaders;
    private final RefusalPace refusals;

    RequestInterceptor(RequestRecorder recorder, boolean believesRoutingHeaders, RefusalPace refusals) {
        this.recorder = recorder;
        this.believesRoutingHeaders = believesRoutingHeaders;
        this.refusals = refusals;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        RequestContext request = recorder.begin(
                new Operation.Rpc(call.getMethodDescriptor().getFullMethodName()),
                CorrelationId.of(headers.get(CorrelationId.KEY)),
                believesRoutingHeaders ? RoutingHeaders.of(headers) : RoutingHeaders.NONE,
                headers,
                HEADERS);
        RecordedCall<Q, R> recorded = new RecordedCall<>(call, request);
        try {
            GrpcTimeouts.check(headers);
            var listener = Contexts.interceptCall(
                    Context.current().withValue(RequestContext.KEY, request), recorded, headers, next);
            return new GuardedListener<>(listener, recorded);
        } catch (RuntimeException | Error thrown) {
            recorded.fail(thrown);
            return new ServerCall.Listener<>() { };
        }
    }

    /** The call as handlers see it: answers carry the correlation id, failures their details, and the end is recorded. */
    private final class RecordedCall<Q, R> extends SimpleForwardingServerCall<Q, R> {

        private final RequestContext request;
        private boolean closed;

        RecordedCall(ServerCall<Q, R> call, RequestContext request) {
            super(call);
            this.request = request;
        }

        @Override
        public void sendHeaders(Metadata headers) {
            headers.put(CorrelationId.KEY, request.correlationId());
            super.sendHeaders(headers);
        }

        @Override
        public void close(Status status, Metadata trailers) {
            synchronized (this) {
                if (closed) {
                    return;
                }
                closed = true;
            }
            Status answered = status;
            Metadata details = trailers;
            long waitNanos = 0;
            if (!status.isOk()) {
                ServiceException failure = failureOf(status, trailers);
                request.failed(failure.code());
                waitNanos = refusals.turn(failure.code()).orElse(0);
                if (failure.code() == ErrorCode.INTERNAL_ERROR && status.getCause() != null) {
                    request.failed(failure.code(), status.getCause());
                    LOG.atError().setMessage("a handler failed unexpectedly").setCause(status.getCause())
                            .addKeyValue("correlation_id", request.correlationId()).log();
                }
                StatusRuntimeException detailed = GrpcErrors.toStatus(failure, request.correlationId());
                answered = detailed.getStatus();
                details = detailed.getTrailers();
                details.put(CorrelationId.KEY, request.correlationId());
                if (failure.challenge().isPresent()) {
                    details.put(CHALLENGE, failure.challenge().get().text(failure.getMessage()));
                }
            }
            for (String warning : request.warnings()) {
                details.put(PlatformHeader.WARNING.key(), warning.replaceAll("[^\\x20-\\x7e]", "?"));
            }
            String timing = request.phases().trailer();
            if (!timing.isEmpty()) {
                details.put(PlatformHeader.TIMING.key(), timing);
            }
            if (request.expectedWaitMs() > 0) {
                details.put(PlatformHeader.EXPECTED_WAIT.key(), Long.toString(request.expectedWaitMs()));
            }
            endIn(waitNanos, answered, details);
        }

        private void endIn(long nanos, Status status, Metadata details) {
            if (nanos > 0) {
                Timers.SHARED.schedule(() -> end(status, details), nanos, TimeUnit.NANOSECONDS);
            } else {
                end(status, details);
            }
        }

        private void end(Status status, Metadata details) {
            try {
                super.close(status, details);
            } catch (IllegalStateException alreadyClosed) {
                LOG.debug("the call was closed before its answer", alreadyClosed);
            }
            recorder.end(request, status.getCode().name());
        }

        void fail(Throwable thrown) {
            OutOfMemory.tell(thrown);
            close(Status.UNKNOWN.withCause(thrown), new Metadata());
        }

        void cancelled() {
            synchronized (this) {
                closed = true;
            }
            request.failed(ErrorCode.CALLER_CANCELLED);
            recorder.end(request, Status.Code.CANCELLED.name());
        }
    }

    /** What lies behind a status: the exception that a handler gave, or the details that another hop sent along. */
    private static ServiceException failureOf(Status status, Metadata trailers) {
        return switch (status.getCause()) {
            case ServiceException failure -> failure;
            case StatusRuntimeException e -> GrpcErrors.ofStatus(e.getStatus(), e.getTrailers());
            case StatusException e -> GrpcErrors.ofStatus(e.getStatus(), e.getTrailers());
            case Throwable thrown when status.getCode() == Status.Code.UNKNOWN -> GrpcErrors.toFailure(thrown);
            case null, default -> GrpcErrors.ofStatus(status, trailers);
        };
    }

    /** Turns what a callback throws into an answer, so that no call ends as UNKNOWN without a word. */
    private static final class GuardedListener<Q> extends SimpleForwardingServerCallListener<Q> implements ReadableMessages.Listener {

        private final RequestInterceptor.RecordedCall<Q, ?> call;

        GuardedListener(ServerCall.Listener<Q> delegate, RequestInterceptor.RecordedCall<Q, ?> call) {
            super(delegate);
            this.call = call;
        }

        @Override
        public void onMessage(Q message) {
            guarded(() -> super.onMessage(message));
        }

        @Override
        public void unreadable(ServiceException failure) {
            call.fail(failure);
        }

        @Override
        public void onHalfClose() {
            guarded(super::onHalfClose);
        }

        @Override
        public void onReady() {
            guarded(super::onReady);
        }

        @Override
        public void onCancel() {
            call.cancelled();
            super.onCancel();
        }

        private void guarded(Runnable callback) {
            try {
                callback.run();
            } catch (RuntimeException | Error thrown) {
                call.fail(thrown);
            }
        }
    }

    /** Reads trace headers out of gRPC metadata. */
    private static final class MetadataGetter implements TextMapGetter<Metadata> {

        @Override
        public Iterable<String> keys(Metadata carrier) {
            return carrier.keys();
        }

        @Override
        public String get(Metadata carrier, String key) {
            return carrier == null ? null : carrier.get(Metadata.Key.of(key, Metadata.ASCII_STRING_MARSHALLER));
        }
    }
}
