package io.outrigger.relay.service;

import io.grpc.Context;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** Work that may have to wait, out of a handler that must not: on a virtual thread, in the context of the request. */
public final class Elsewhere {

    private Elsewhere() {
    }

    public static <A> CompletableFuture<A> handle(Supplier<CompletableFuture<A>> work) {
        return CompletableFuture.supplyAsync(work, Context.current().fixedContextExecutor(Thread::startVirtualThread))
                .thenCompose(Function.identity());
    }
}
