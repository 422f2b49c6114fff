package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Assertions that may take a moment to come true. */
public final class Eventually {
    private static final long LOOK_AGAIN_NS = Duration.ofMillis(10).toNanos();

    private Eventually() {
    }

    /** Tries until the assertion holds, and reports its last failure when the time is over. */
    public static void within(Duration patience, ThrowingCallable assertion) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                assertion.call();
                return;
            } catch (Throwable failure) {
                if (System.nanoTime() - deadline >= 0) {
                    assertThat(failure).as("after %s", patience).isNull();
                }
                LockSupport.parkNanos(LOOK_AGAIN_NS);
            }
        }
    }
}
