package io.outrigger.gateway.jobs;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.outrigger.chassis.deadline.RequestTimeout;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.gateway.hop.HopLink;
import io.outrigger.gateway.streams.StreamPlaces;
import io.outrigger.relay.hop.CallProgress;
import io.outrigger.relay.hop.HopFailures;
import java.util.function.UnaryOperator;

/**
 * One call of a caller, passed on to the worker message by message.
 *
 * <p>Each side is asked for its next message when the other one takes more, so a slow end slows the other down and at most a message lies
 * here. Either end's leaving ends the other's call. The caller's events and the worker's come on two threads.
 */
final class RelayedCall<Q, A> {

    private final ServerCall<Q, A> caller;
    private final ClientCall<Q, A> worker;
    private final UnaryOperator<Q> request;
    private final CallProgress progress = new CallProgress();
    private final Context context = Context.current();
    private final String hop;
    private final StreamPlaces.Place place;
    private final FlowGate toWorker;
    private final FlowGate toCaller;
    private Runnable whenEnded = () -> { };
    private boolean closed;
    private volatile boolean started;

    RelayedCall(ServerCall<Q, A> caller, WorkerLink link, UnaryOperator<Q> request) {
        boolean unary = caller.getMethodDescriptor().getType() == MethodType.UNARY;
        CallOptions options = HopLink.options(WorkerLink.headers()).withStreamTracerFactory(progress);
        this.place = unary ? () -> { } : link.place();
        this.caller = caller;
        this.request = request;
        this.hop = link.link().name();
        this.worker = link.link().channel().newCall(caller.getMethodDescriptor(),
                unary ? options.withDeadline(RequestTimeout.callersOr(context.getDeadline(), link.standardTimeout())) : options);
        this.toWorker = new FlowGate(() -> caller.request(1));
        this.toCaller = new FlowGate(() -> worker.request(1));
    }

    void whenEnded(Runnable step) {
        whenEnded = step;
    }

    ServerCall.Listener<Q> start() {
        worker.start(new FromWorker(), new Metadata());
        started = true;
        caller.request(1);
        worker.request(1);
        return new FromCaller();
    }

    /** Ends the call, of which nothing is lost when it is made again elsewhere. */
    void stop() {
        if (!started) {
            return;
        }
        fail(new ServiceException(ErrorCode.SHUTTING_DOWN, "The service is shutting down."));
        worker.cancel("the service is shutting down", null);
    }

    private void fail(ServiceException failure) {
        close(failure.code().grpcCode().toStatus().withCause(failure));
    }

    private void close(Status status) {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            caller.close(status, new Metadata());
        }
        place.close();
        whenEnded.run();
    }

    private final class FromCaller extends ServerCall.Listener<Q> {

        @Override
        public void onMessage(Q message) {
            try {
                worker.sendMessage(request.apply(message));
            } catch (ServiceException refused) {
                fail(refused);
                worker.cancel("the request was refused", refused);
                return;
            }
            toWorker.passed(worker::isReady);
        }

        @Override
        public void onHalfClose() {
            worker.halfClose();
        }

        @Override
        public void onCancel() {
            over("the caller has gone");
        }

        /** The call may have been ended before it came here: by a message that could not be read. */
        @Override
        public void onComplete() {
            over("the call is over");
        }

        private void over(String why) {
            synchronized (RelayedCall.this) {
                closed = true;
            }
            place.close();
            whenEnded.run();
            worker.cancel(why, null);
        }

        @Override
        public void onReady() {
            toCaller.open();
        }
    }

    private final class FromWorker extends ClientCall.Listener<A> {

        @Override
        public void onHeaders(Metadata headers) {
            synchronized (RelayedCall.this) {
                if (!closed) {
                    caller.sendHeaders(new Metadata());
                }
            }
        }

        @Override
        public void onMessage(A message) {
            synchronized (RelayedCall.this) {
                if (closed) {
                    return;
                }
                caller.sendMessage(message);
            }
            toCaller.passed(caller::isReady);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            if (status.isOk()) {
                close(Status.OK);
            } else {
                fail(HopFailures.explain(progress.failure(status, trailers), hop, context.isCancelled()));
            }
        }

        @Override
        public void onReady() {
            toWorker.open();
        }
    }
}
