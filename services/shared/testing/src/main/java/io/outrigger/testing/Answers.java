package io.outrigger.testing;

import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;

/** Completes a future with the one answer of a call. */
public record Answers<A>(CompletableFuture<A> answer) implements StreamObserver<A> {

    @Override
    public void onNext(A value) {
        answer.complete(value);
    }

    @Override
    public void onError(Throwable failure) {
        answer.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
        answer.completeExceptionally(new AssertionError("the call ended without an answer"));
    }
}
