package io.outrigger.backends;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting for something outside this JVM, which nobody will announce, by asking again and again. */
final class Polling {
    private static final Duration PAUSE = Duration.ofMillis(10);

    private Polling() {
    }

    /** Asks until the answer is yes; false when the patience is at its end, or the thread is interrupted. */
    static boolean until(Duration patience, BooleanSupplier condition) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return true;
    }
}
