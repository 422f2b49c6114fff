package io.outrigger.relay.hop;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;

/**
 * One call of the next hop, under way: no thread waits for it.
 *
 * <p>It is cancelled with the {@link io.grpc.Context} that it was started in and has the earlier of that context's deadline and
 * its options'. Whatever goes wrong ends the future with a {@link CallFailure}; there is no retry.
 */
public final class UnaryCall {

    private UnaryCall() {
    }

    public static <Q, A> CompletableFuture<A> start(Channel channel, MethodDescriptor<Q, A> method, CallOptions options, Q request) {
        CallProgress progress = new CallProgress();
        CompletableFuture<A> answer = new CompletableFuture<>();
        ClientCall<Q, A> call = channel.newCall(method, options.withStreamTracerFactory(progress));
        try {
            call.start(new AnswerListener<>(answer, progress), new Metadata());
            call.request(2);
            call.sendMessage(request);
            call.halfClose();
        } catch (RuntimeException thrown) {
            call.cancel("the request could not be sent", thrown);
            answer.completeExceptionally(thrown);
        }
        return answer;
    }

    private static final class AnswerListener<A> extends ClientCall.Listener<A> {

        private final CompletableFuture<A> answer;
        private final CallProgress progress;
        private A message;

        AnswerListener(CompletableFuture<A> answer, CallProgress progress) {
            this.answer = answer;
            this.progress = progress;
        }

        @Override
        public void onMessage(A received) {
            message = received;
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            if (status.isOk() && message != null) {
                answer.complete(message);
                return;
            }
            Status ended = status.isOk() ? Status.INTERNAL.withDescription("The server ended the call without an answer.") : status;
            answer.completeExceptionally(progress.failure(ended, trailers));
        }
    }
}
