package io.outrigger.batchworker.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class JobProgressTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void nobodyCanTellBeforeTheFirstRows() {
        JobProgress progress = JobProgress.from(START);
        assertThat(progress.rowsPerSecond(0, START)).isZero();
        assertThat(progress.rowsPerSecond(0, START.plusSeconds(5))).isZero();
        assertThat(progress.secondsLeft(0, 100, START.plusSeconds(5))).isEmpty();
    }

    @Test
    void aNewJobHasTheRateSinceItBegan() {
        JobProgress progress = JobProgress.from(START).seen(40, START.plusSeconds(2));
        assertThat(progress.rowsPerSecond(40, START.plusSeconds(2))).isEqualTo(20);
        assertThat(progress.secondsLeft(40, 100, START.plusSeconds(2))).hasValue(3);
    }

    @Test
    void theRateFollowsAChangeWithinTwentySeconds() {
        JobProgress progress = JobProgress.from(START);
        long rows = 0;
        for (int second = 1; second <= 600; second++) {
            rows += second <= 300 ? 10 : 1_000;
            progress = progress.seen(rows, START.plusSeconds(second));
            double rate = progress.rowsPerSecond(rows, START.plusSeconds(second));
            if (second <= 300) {
                assertThat(rate).isEqualTo(10);
            } else if (second >= 320) {
                assertThat(rate).isEqualTo(1_000);
            }
        }
    }

    @Test
    void theRateFallsWhileNothingIsAnswered() {
        JobProgress progress = JobProgress.from(START).seen(100, START.plusSeconds(10)).seen(200, START.plusSeconds(20));
        assertThat(progress.rowsPerSecond(200, START.plusSeconds(20))).isEqualTo(10);
        assertThat(progress.rowsPerSecond(200, START.plusSeconds(1010))).isCloseTo(0.1, within(1e-9));
    }

    @Test
    void aClockThatIsSetBackBeginsAnew() {
        JobProgress progress = JobProgress.from(START).seen(100, START.plusSeconds(10)).seen(150, START.minusSeconds(3_600));
        assertThat(progress.rowsPerSecond(150, START.minusSeconds(3_600))).isZero();
        assertThat(progress.rowsPerSecond(170, START.minusSeconds(3_598))).isEqualTo(10);
    }
}
