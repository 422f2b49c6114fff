package io.outrigger.perf.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class LoadTest {
    private static final Duration STALL = Duration.ofMillis(300);
    private static final Executor AFTER_STALL = CompletableFuture.delayedExecutor(STALL.toMillis(), TimeUnit.MILLISECONDS);

    private record FakeTarget(Supplier<CompletableFuture<Void>> answer) implements Target {
        @Override
        public String name() {
            return "fake";
        }

        @Override
        public CompletableFuture<Void> ask() {
            return answer.get();
        }

        @Override
        public void close() {
            // holds nothing
        }
    }

    @Test
    void anOpenLoopChargesAStallToEveryRequestThatWasDueMeanwhile() throws InterruptedException {
        AtomicInteger asked = new AtomicInteger();
        CompletableFuture<Void> stall = new CompletableFuture<>();
        Tally tally = new Tally();
        new OpenLoop(200).drive(new FakeTarget(() -> {
            if (asked.incrementAndGet() == 60) { // due at 0, 5, … 295 ms, and none is answered before the last is asked
                stall.complete(null);
            }
            return stall;
        }), STALL, tally);
        assertThat(tally.answers()).isEqualTo(60);
        assertThat(tally.latency_ms(50)).as("half of the requests waited for 29 more, 5 ms apart").isGreaterThan(140);
        assertThat(tally.latency_ms(99)).as("the first one waited for all").isGreaterThan(280);
    }

    @Test
    void anOpenLoopKeepsItsScheduleWhenTheTargetBlocksTheSender() throws InterruptedException {
        AtomicInteger asked = new AtomicInteger();
        Tally tally = new Tally();
        new OpenLoop(100).drive(new FakeTarget(() -> {
            if (asked.incrementAndGet() == 1) {
                CompletableFuture.runAsync(() -> { }, AFTER_STALL).join();
            }
            return CompletableFuture.completedFuture(null);
        }), STALL, tally);
        assertThat(tally.answers()).isEqualTo(30);
        assertThat(tally.latency_ms(50)).as("counted from when it was due, not from when it was sent").isGreaterThan(100);
    }

    @Test
    void aClosedLoopHasAsManyRequestsWaitingAsCallers() throws InterruptedException {
        AtomicInteger waiting = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Tally tally = new Tally();
        new ClosedLoop(4).drive(new FakeTarget(() -> {
            most.accumulateAndGet(waiting.incrementAndGet(), Math::max);
            return CompletableFuture.runAsync(waiting::decrementAndGet, CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS));
        }), STALL, tally);
        assertThat(most).hasValue(4);
        assertThat(tally.answers()).isPositive();
    }

    @Test
    void failuresAreCountedApartAndTheFirstIsTold() throws InterruptedException {
        Tally tally = new Tally();
        new OpenLoop(100).drive(new FakeTarget(() -> CompletableFuture.failedFuture(new IOException("503 overloaded"))), STALL, tally);
        assertThat(tally.answers()).isZero();
        assertThat(tally.failures()).isEqualTo(30);
        assertThat(tally.firstFailure()).isEqualTo("503 overloaded");
    }
}
