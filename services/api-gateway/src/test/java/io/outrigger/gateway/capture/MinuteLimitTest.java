package io.outrigger.gateway.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MinuteLimitTest {

    private final AtomicLong now = new AtomicLong(60_000 * 1_000L);
    private final MinuteLimit limit = new MinuteLimit(() -> Instant.ofEpochMilli(now.get()));

    @Test
    void aMinuteHasItsNumberAndTheNextOneTheSame() {
        for (int minute = 0; minute < 3; minute++) {
            assertThat(IntStream.range(0, 10).filter(i -> limit.take("m", 4)).count()).isEqualTo(4);
            now.addAndGet(59_999);
            assertThat(limit.take("m", 4)).isFalse();
            now.addAndGet(1);
        }
    }

    @Test
    void modelsDoNotTakeFromOneAnother() {
        assertThat(limit.take("one", 1)).isTrue();
        assertThat(limit.take("one", 1)).isFalse();
        assertThat(limit.take("two", 1)).isTrue();
    }

    @Test
    void aChangedLimitHoldsAtOnce() {
        assertThat(limit.take("m", 1)).isTrue();
        assertThat(limit.take("m", 2)).isTrue();
        assertThat(limit.take("m", 1)).isFalse();
    }

    @Test
    void manyAtOnceTakeNoMore() throws InterruptedException {
        var taken = new AtomicInteger();
        Thread[] threads = IntStream.range(0, 8).mapToObj(i -> Thread.ofVirtual().start(() -> {
            for (int n = 0; n < 100; n++) {
                taken.addAndGet(limit.take("m", 50) ? 1 : 0);
            }
        })).toArray(Thread[]::new);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(taken).hasValue(50);
    }
}
