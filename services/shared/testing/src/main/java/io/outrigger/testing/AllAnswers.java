package io.outrigger.testing;

import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Completes a future with all answers of a stream when that has ended. */
public final class AllAnswers<A> implements StreamObserver<A> {

    private final List<A> answers = new ArrayList<>();
    private final CompletableFuture<List<A>> ended = new CompletableFuture<>();

    /** Fails as the stream does. */
    public CompletableFuture<List<A>> ended() {
        return ended;
    }

    @Override
    public void onNext(A answer) {
        answers.add(answer);
    }

    @Override
    public void onError(Throwable failure) {
        ended.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
        ended.complete(answers);
    }
}
