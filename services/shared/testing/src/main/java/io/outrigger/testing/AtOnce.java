package io.outrigger.testing;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Callers who do what they do at the same time, each on a thread of its own. */
public final class AtOnce {

    private AtOnce() {
    }

    /** Returns when all have done it; fails as the first of the list that failed. */
    public static void run(List<Callable<Void>> callers) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> done : threads.invokeAll(callers)) {
                done.get();
            }
        }
    }
}
