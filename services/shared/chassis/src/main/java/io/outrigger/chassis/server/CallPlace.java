package io.outrigger.chassis.server;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicBoolean;

/** A gRPC call that has taken a place somewhere, which is given back once, when it is answered or over, however it ends. */
final class CallPlace {

    private CallPlace() {
    }

    /** @param leave gives the place back */
    static <Q, R> ServerCall.Listener<Q> serve(ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next, Runnable leave) {
        AtomicBoolean in = new AtomicBoolean(true);
        Runnable leaveOnce = () -> {
            if (in.compareAndSet(true, false)) {
                leave.run();
            }
        };
        try {
            var listener = next.startCall(new SimpleForwardingServerCall<>(call) {
                @Override
                public void close(Status status, Metadata trailers) {
                    leaveOnce.run();
                    super.close(status, trailers);
                }
            }, headers);
            return new SimpleForwardingServerCallListener<>(listener) {
                @Override
                public void onCancel() {
                    leaveOnce.run();
                    super.onCancel();
                }

                @Override
                public void onComplete() {
                    leaveOnce.run();
                    super.onComplete();
                }
            };
        } catch (RuntimeException | Error thrown) {
            leaveOnce.run();
            throw thrown;
        }
    }
}
