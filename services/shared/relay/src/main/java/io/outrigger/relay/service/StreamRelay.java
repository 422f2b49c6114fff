package io.outrigger.relay.service;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.GrpcErrors;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.chassis.telemetry.RequestRecorder;
import io.outrigger.chassis.telemetry.Telemetry;
import io.outrigger.openinference.wire.RequestScanner;
import io.outrigger.openinference.wire.ScannedRequest;
import io.outrigger.openinference.wire.StreamAnswer;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.relay.hop.CallFailure;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves ModelStreamInfer message by message with an {@link InferHandler}: each message is an inference of its own, and one that
 * fails is answered in {@code error_message} while the stream goes on.
 *
 * <p>Answers go out in the order of their requests. At most {@code unansweredMax} messages are held at once: the next one is
 * asked for when an answer has left, and answers leave only while the caller reads them. Each message has a {@link
 * RequestContext} of its own, so it is counted, logged and traced as a unary inference is.
 */
public final class StreamRelay implements ServerCallHandler<WireMessage, WireMessage> {

    private static final Logger LOG = LoggerFactory.getLogger(StreamRelay.class);
    private static final TextMapGetter<Map<String, String>> TRACE = new MapGetter();

    private final InferHandler handler;
    private final Telemetry telemetry;
    private final RequestRecorder recorder;
    private final int unansweredMax;

    public StreamRelay(InferHandler handler, Telemetry telemetry, int unansweredMax) {
        this.handler = handler;
        this.telemetry = telemetry;
        this.recorder = telemetry.requests();
        this.unansweredMax = unansweredMax;
    }

    @Override
    public ServerCall.Listener<WireMessage> startCall(ServerCall<WireMessage, WireMessage> call, Metadata headers) {
        call.sendHeaders(new Metadata());
        call.request(1);
        return new Conversation(call, RequestContext.current());
    }

    /** One message's place in the order of answers. */
    private static final class Place {
        private WireMessage answer;
    }

    /** One stream. Callbacks come from the transport, answers from anywhere; what both touch is guarded by this object. */
    private final class Conversation extends ServerCall.Listener<WireMessage> {

        private final ServerCall<WireMessage, WireMessage> call;
        private final RequestContext stream;
        private final Map<String, String> trace = new HashMap<>();
        private final Deque<Place> unanswered = new ArrayDeque<>();
        private boolean askedForMore = true;
        private boolean halfClosed;
        private boolean ended;

        Conversation(ServerCall<WireMessage, WireMessage> call, RequestContext stream) {
            this.call = call;
            this.stream = stream;
            if (stream.span().getSpanContext().isValid()) {
                telemetry.propagator().inject(io.opentelemetry.context.Context.root().with(stream.span()), trace, Map::put);
            }
        }

        @Override
        public void onMessage(WireMessage message) {
            Place place = new Place();
            synchronized (this) {
                askedForMore = false;
                unanswered.add(place);
            }
            answer(message).thenAccept(answer -> {
                synchronized (this) {
                    place.answer = answer;
                    advance();
                }
            });
            advance();
        }

        @Override
        public synchronized void onHalfClose() {
            halfClosed = true;
            advance();
        }

        @Override
        public void onReady() {
            advance();
        }

        @Override
        public synchronized void onCancel() {
            ended = true;
            unanswered.clear();
        }

        /** Sends what may be sent, then asks for the next message or ends the stream. */
        private synchronized void advance() {
            if (ended) {
                return;
            }
            while (!unanswered.isEmpty() && unanswered.peek().answer != null && call.isReady()) {
                call.sendMessage(unanswered.poll().answer);
            }
            if (halfClosed) {
                if (unanswered.isEmpty()) {
                    ended = true;
                    call.close(Status.OK, new Metadata());
                }
            } else if (!askedForMore && unanswered.size() < unansweredMax) {
                askedForMore = true;
                call.request(1);
            }
        }

        /** The answer to one message, which may be a failure but always comes. */
        private CompletableFuture<WireMessage> answer(WireMessage message) {
            RequestContext request = recorder.begin(stream.operation(), stream.correlationId(), stream.routing(), trace, TRACE);
            request.inference();
            ScannedRequest scanned;
            try {
                scanned = RequestScanner.scan(message);
            } catch (ServiceException unreadable) {
                return CompletableFuture.completedFuture(failure(request, "", unreadable));
            }
            Context context = Context.current().withValue(RequestContext.KEY, request);
            Context outer = context.attach();
            try {
                return UnaryRelay.answer(() -> handler.handle(scanned)).handle((answer, thrown) -> {
                    if (thrown == null) {
                        recorder.end(request, Status.Code.OK.name());
                        return StreamAnswer.of(answer);
                    }
                    return failure(request, scanned.head().id(), CallFailure.cause(thrown));
                });
            } finally {
                context.detach(outer);
            }
        }

        private WireMessage failure(RequestContext request, String id, Throwable thrown) {
            ServiceException failure = GrpcErrors.toFailure(thrown);
            request.failed(failure.code());
            if (failure.code() == ErrorCode.INTERNAL_ERROR) {
                LOG.atError().setMessage("a message of a stream failed unexpectedly").setCause(thrown)
                        .addKeyValue("correlation_id", request.correlationId()).log();
            }
            recorder.end(request, failure.code().grpcCode().name());
            return StreamAnswer.failure(failure.getMessage(), id);
        }
    }

    /** Reads a span's headers back out of a map. */
    private static final class MapGetter implements TextMapGetter<Map<String, String>> {

        @Override
        public Iterable<String> keys(Map<String, String> carrier) {
            return carrier.keySet();
        }

        @Override
        public String get(Map<String, String> carrier, String key) {
            return carrier == null ? null : carrier.get(key);
        }
    }
}
