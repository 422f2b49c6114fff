package io.outrigger.metadata.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AcknowledgementsTest {

    private static final Duration LONG = Duration.ofSeconds(50);

    private static Acknowledgements patient(Duration patience) {
        return new Acknowledgements(patience, System::nanoTime);
    }

    @Test
    void whoHasItIsNotWaitedFor() {
        var all = patient(LONG);
        all.await(7);
        all.joined("one", 7);
        all.await(7);
        all.acknowledged("one", 8);
        all.acknowledged("nobody", 1);
        all.await(8);
    }

    @Test
    void theLastOneThatHasItEndsTheWaiting() throws Exception {
        var all = patient(LONG);
        all.joined("one", 1);
        all.joined("other", 1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var written = CompletableFuture.runAsync(() -> all.await(2), threads);
            all.acknowledged("one", 2);
            assertThat(written).isNotDone();
            all.acknowledged("other", 2);
            written.get(40, TimeUnit.SECONDS);
        }
    }

    @Test
    void whoLeavesIsNotWaitedForAndWhoHasTwoStreamsStays() throws Exception {
        var all = patient(LONG);
        all.joined("one", 1);
        all.joined("one", 1);
        all.left("one");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var written = CompletableFuture.runAsync(() -> all.await(2), threads);
            assertThat(written).isNotDone();
            all.left("one");
            written.get(40, TimeUnit.SECONDS);
        }
    }

    @Test
    void whoDoesNotKeepUpIsWaitedForOnceAndAgainWhenItWasHeardOf() {
        var all = patient(Duration.ofMillis(200));
        all.joined("slow", 1);
        assertThat(taken(() -> all.await(2))).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        assertThat(taken(() -> {
            for (int revision = 3; revision < 1_000; revision++) {
                all.await(revision);
            }
        })).as("997 writes").isLessThan(Duration.ofMillis(200L * 997));
        all.acknowledged("slow", 2);
        assertThat(taken(() -> all.await(1_000))).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }

    private static Duration taken(Runnable work) {
        long started = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - started);
    }
}
