package io.outrigger.batchworker.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A bell: it is heard once, however often it was rung. */
class BellTest {

    private static final Duration LONG = Duration.ofMinutes(2);

    private final Bell bell = new Bell();

    @Test
    void whatWasRungBeforeIsHeard() throws Exception {
        bell.ring();
        bell.ring();

        bell.await(LONG);
        bell.await(Duration.ZERO);
    }

    @Test
    void whoeverWaitsIsWoken() throws Exception {
        CompletableFuture<Void> woken = CompletableFuture.runAsync(() -> {
            try {
                bell.await(LONG);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        bell.ring();

        woken.get(1, TimeUnit.MINUTES);
        assertThat(woken).isCompleted();
    }
}
