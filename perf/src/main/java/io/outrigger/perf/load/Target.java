package io.outrigger.perf.load;

import java.util.concurrent.CompletableFuture;

/** Something that is asked one thing again and again. */
public interface Target extends AutoCloseable {
    String name();

    /** Asks once, without blocking; the future fails where the answer is not a good one. */
    CompletableFuture<Void> ask();

    @Override
    void close();
}
