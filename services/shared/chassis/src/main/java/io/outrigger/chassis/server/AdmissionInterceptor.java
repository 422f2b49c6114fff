package io.outrigger.chassis.server;

import com.google.protobuf.MessageLite;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;

/**
 * Holds gRPC calls to the server's {@link Admission}: a unary call counts as one call, as does one whose request or answer comes in
 * pieces, and so does each unanswered message of a stream in both directions, which is a request of its own; every message counts its
 * bytes, a piece until the next one is asked for, which {@link IncomingMessages} has counted while they arrived.
 *
 * <p>What a call holds is given back when it ends. On a stream, which answers message by message, the oldest message's share is
 * given back with each answer, so a long stream is not refused for what it has already been answered.
 */
final class AdmissionInterceptor implements ServerInterceptor {

    /** Watchers of health among them, who stay. */
    private static final int HEALTH_MAX = 1_024;

    private final Semaphore health = new Semaphore(HEALTH_MAX);
    private final Admission admission;

    AdmissionInterceptor(Admission admission) {
        this.admission = admission;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        IncomingMessages messages = IncomingMessages.current();
        messages.orElse(failure -> call.close(Status.UNKNOWN.withCause(failure), new Metadata()));
        if (call.getMethodDescriptor().getServiceName().startsWith("grpc.")) {
            messages.limitOfStrangers();
            if (!health.tryAcquire()) {
                throw new ServiceException(ErrorCode.OVERLOADED, "At most " + HEALTH_MAX
                        + " calls for health are served at once; come again shortly.").retryAfter(Duration.ofSeconds(1));
            }
            return CallPlace.serve(call, headers, next, health::release);
        }
        MethodType type = call.getMethodDescriptor().getType();
        boolean oneCall = type != MethodType.BIDI_STREAMING;
        boolean pieces = type == MethodType.CLIENT_STREAMING;
        if (oneCall) {
            admission.enter();
        }
        Held held = new Held(admission, messages, oneCall);
        var counted = new SimpleForwardingServerCall<>(call) {
            @Override
            public void sendMessage(R message) {
                super.sendMessage(message);
                if (!oneCall) {
                    held.releaseOldest();
                }
            }

            @Override
            public void close(Status status, Metadata trailers) {
                held.releaseAll();
                super.close(status, trailers);
            }
        };
        ServerCall.Listener<Q> listener;
        try {
            listener = next.startCall(counted, headers);
        } catch (RuntimeException | Error thrown) {
            held.releaseAll();
            throw thrown;
        }
        return new SimpleForwardingServerCallListener<>(listener) {
            @Override
            public void onMessage(Q message) {
                if (pieces) {
                    held.releaseBytes();
                }
                held.take(sizeOf(message));
                super.onMessage(message);
            }

            @Override
            public void onCancel() {
                held.releaseAll();
                super.onCancel();
            }

            @Override
            public void onComplete() {
                held.releaseAll();
                super.onComplete();
            }
        };
    }

    private static long sizeOf(Object message) {
        return switch (message) {
            case SizedMessage sized -> sized.sizeBytes();
            case MessageLite proto -> proto.getSerializedSize();
            default -> 0;
        };
    }

    /** What one call holds: a unary call its place from the start, a stream one for each message that waits for its answer. */
    private static final class Held {

        private final Admission admission;
        private final IncomingMessages incoming;
        private final boolean oneCall;
        private final Deque<Long> messages = new ArrayDeque<>();
        private String tenant;
        private boolean ended;

        Held(Admission admission, IncomingMessages incoming, boolean oneCall) {
            this.admission = admission;
            this.incoming = incoming;
            this.oneCall = oneCall;
        }

        synchronized void take(long bytes) {
            long arrived = incoming.takeWhole();
            if (ended) {
                admission.release(arrived);
                return;
            }
            if (!oneCall) {
                try {
                    admission.enter();
                } catch (ServiceException refused) {
                    admission.release(arrived);
                    throw refused;
                }
            }
            if (messages.isEmpty()) {
                tenant = incoming.tenant();
            }
            try {
                admission.takeOver(tenant, bytes, arrived);
            } catch (ServiceException refused) {
                if (!oneCall) {
                    admission.leave();
                }
                throw refused;
            }
            messages.add(bytes);
        }

        synchronized void releaseOldest() {
            Long bytes = messages.poll();
            if (bytes != null) {
                admission.shrink(tenant, bytes, 0);
                admission.leave();
            }
        }

        /** Gives back what was held for a piece that has been dealt with. */
        synchronized void releaseBytes() {
            messages.forEach(bytes -> admission.shrink(tenant, bytes, 0));
            messages.clear();
        }

        synchronized void releaseAll() {
            if (ended) {
                return;
            }
            ended = true;
            while (!oneCall && !messages.isEmpty()) {
                releaseOldest();
            }
            releaseBytes();
            if (oneCall) {
                admission.leave();
            }
        }
    }
}
