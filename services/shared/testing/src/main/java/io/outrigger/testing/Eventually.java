package io.outrigger.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Waits for what comes true by itself, with a limit that is no promise about time: it is there so that a test ends. */
public final class Eventually {

    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final long LOOK_AGAIN_NS = Duration.ofMillis(5).toNanos();

    private Eventually() {
    }

    /** What is to hold; what it throws ends the waiting. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws Exception;
    }

    /** Assertions that are to pass; what they throw means: not yet. */
    @FunctionalInterface
    public interface Assertion {
        void run() throws Throwable;
    }

    /** Looks again and again until it holds, and says how long that took. */
    public static Duration isTrue(Condition condition) {
        long start = System.nanoTime();
        while (!holds(condition)) {
            if (System.nanoTime() - start > LIMIT.toNanos()) {
                throw new AssertionError("it did not come true within " + LIMIT.toSeconds() + " s");
            }
            LockSupport.parkNanos(LOOK_AGAIN_NS);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Asks until the answer counts, as that of a server does that no longer has too much to do. */
    public static <T> T answer(Callable<T> question, Predicate<T> counts) {
        var last = new AtomicReference<T>();
        isTrue(() -> {
            last.set(question.call());
            return counts.test(last.get());
        });
        return last.get();
    }

    /** Tries until the assertion passes, and reports its last failure when the time is over. */
    public static void passes(Assertion assertion) {
        long start = System.nanoTime();
        while (true) {
            try {
                assertion.run();
                return;
            } catch (Throwable failure) {
                if (System.nanoTime() - start > LIMIT.toNanos()) {
                    throw new AssertionError("after " + LIMIT.toSeconds() + " s: " + failure.getMessage(), failure);
                }
                LockSupport.parkNanos(LOOK_AGAIN_NS);
            }
        }
    }

    private static boolean holds(Condition condition) {
        try {
            return condition.holds();
        } catch (Exception failed) {
            throw new AssertionError("while waiting: " + failed, failed);
        }
    }
}
