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
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Holds gRPC calls to the server's {@link Admission}: unary calls count as calls, every message counts its bytes.
 *
 * <p>A call's bytes are given back when it ends. On a stream, which answers message by message, the oldest message's bytes are
 * given back with each answer, so a long stream is not refused for what it has already been answered.
 */
final class AdmissionInterceptor implements ServerInterceptor {

    private final Admission admission;

    AdmissionInterceptor(Admission admission) {
        this.admission = admission;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        if (call.getMethodDescriptor().getServiceName().startsWith("grpc.")) {
            return next.startCall(call, headers);
        }
        boolean unary = call.getMethodDescriptor().getType() == MethodType.UNARY;
        if (unary) {
            admission.enter();
        }
        Held held = new Held(admission, unary);
        var counted = new SimpleForwardingServerCall<>(call) {
            @Override
            public void sendMessage(R message) {
                super.sendMessage(message);
                if (!unary) {
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
        } catch (RuntimeException thrown) {
            held.releaseAll();
            throw thrown;
        }
        return new SimpleForwardingServerCallListener<>(listener) {
            @Override
            public void onMessage(Q message) {
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

    /** What one call holds. */
    private static final class Held {

        private final Admission admission;
        private final boolean counted;
        private final Deque<Long> messages = new ArrayDeque<>();
        private boolean ended;

        Held(Admission admission, boolean counted) {
            this.admission = admission;
            this.counted = counted;
        }

        synchronized void take(long bytes) {
            if (!ended) {
                admission.hold(bytes);
                messages.add(bytes);
            }
        }

        synchronized void releaseOldest() {
            Long bytes = messages.poll();
            if (bytes != null) {
                admission.release(bytes);
            }
        }

        synchronized void releaseAll() {
            if (ended) {
                return;
            }
            ended = true;
            messages.forEach(admission::release);
            messages.clear();
            if (counted) {
                admission.leave();
            }
        }
    }
}
