package io.outrigger.gateway.hop;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.relay.hop.CallFailure;
import io.outrigger.relay.hop.CallProgress;
import io.outrigger.relay.hop.HopFailures;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A request that goes in pieces, each of which waits until the receiver takes more.
 *
 * <p>Closing it before it is {@linkplain #finish finished} cancels the call. For one thread.
 */
public final class RequestStream<Q, A> implements AutoCloseable {

    private final ClientCall<Q, A> call;
    private final CompletableFuture<A> answer = new CompletableFuture<>();
    /** Rung by everything that a waiting sender should look at. */
    private final Semaphore bell = new Semaphore(0);
    private boolean finished;

    private RequestStream(ClientCall<Q, A> call) {
        this.call = call;
    }

    static <Q, A> RequestStream<Q, A> start(Channel channel, MethodDescriptor<Q, A> method, CallOptions options, String hop) {
        CallProgress progress = new CallProgress();
        RequestStream<Q, A> stream = new RequestStream<>(channel.newCall(method, options.withStreamTracerFactory(progress)));
        stream.call.start(stream.listener(progress, hop, Context.current()), new Metadata());
        stream.call.request(2);
        return stream;
    }

    private ClientCall.Listener<A> listener(CallProgress progress, String hop, Context caller) {
        return new ClientCall.Listener<>() {
            private A message;

            @Override
            public void onReady() {
                bell.release();
            }

            @Override
            public void onMessage(A received) {
                message = received;
            }

            @Override
            public void onClose(Status status, Metadata trailers) {
                if (status.isOk() && message != null) {
                    answer.complete(message);
                } else {
                    Status ended = status.isOk() ? Status.INTERNAL.withDescription("The server ended the call without an answer.") : status;
                    answer.completeExceptionally(HopFailures.explain(progress.failure(ended, trailers), hop, caller.isCancelled()));
                }
                bell.release();
            }
        };
    }

    /**
     * Sends a piece, once there is room for it.
     *
     * @throws ServiceException what the call has failed with meanwhile
     */
    public void send(Q piece) {
        try {
            while (!call.isReady() && !answer.isDone()) {
                bell.acquire();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ServiceException(ErrorCode.SHUTTING_DOWN, "The service is shutting down.", stopped);
        }
        if (answer.isDone()) {
            HopLink.await(answer);
            throw new ServiceException(ErrorCode.BACKEND_FAILED, "The request was answered before it was complete.");
        }
        call.sendMessage(piece);
    }

    /** Says that nothing follows, and waits so long for the answer. */
    public A finish(Duration timeMax) {
        if (!answer.isDone()) {
            call.halfClose();
        }
        A answered = HopLink.await(answer.orTimeout(timeMax.toMillis(), TimeUnit.MILLISECONDS).exceptionally(thrown -> {
            throw CallFailure.cause(thrown) instanceof ServiceException failure ? failure : new ServiceException(
                    ErrorCode.DEADLINE_PASSED, "The request was not answered within " + timeMax.toMillis() + " ms.", thrown);
        }));
        finished = true;
        return answered;
    }

    @Override
    public void close() {
        if (!finished) {
            call.cancel("the request was given up", null);
        }
    }
}
