package io.outrigger.perf.batching;

import io.outrigger.perf.load.Target;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A target whose callers rest for a second once they were refused, the least that a gateway tells anybody to wait. */
record PatientTarget(Target target) implements Target {

    private static final int REST_S = 1;

    @Override
    public String name() {
        return target.name();
    }

    @Override
    public CompletableFuture<Void> ask() {
        return target.ask().exceptionallyCompose(refused -> CompletableFuture.supplyAsync(() -> {
            throw new IllegalStateException(refused);
        }, CompletableFuture.delayedExecutor(REST_S, TimeUnit.SECONDS)));
    }

    @Override
    public void close() {
        // whoever opened the target closes it
    }
}
