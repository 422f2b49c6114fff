package io.outrigger.chassis.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When to come again. */
class ComeAgainTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void theWaitIsTheQueueByWhatIsDoneInASecond() {
        assertThat(ComeAgain.after(100, 50, 0)).isEqualTo(Duration.ofSeconds(2));
        assertThat(ComeAgain.after(101, 50, 0)).as("rounded up").isEqualTo(Duration.ofSeconds(3));
        assertThat(ComeAgain.after(100, 50, 1)).as("at most half as long again").isEqualTo(Duration.ofSeconds(3));
        assertThat(ComeAgain.after(1, 5_000, 0)).isEqualTo(Duration.ofSeconds(1));
        assertThat(ComeAgain.after(1e9, 1, 0.5)).isEqualTo(ComeAgain.MAX);
        assertThat(ComeAgain.after(100, 0, 0)).as("nothing is known").isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void theRateIsThatOfTheLastSeconds() {
        var rate = new DrainRate();
        assertThat(rate.perSecond(5 * SECOND)).isZero();
        for (int i = 0; i < 200; i++) {
            rate.done(5 * SECOND + i * SECOND / 100);
        }
        assertThat(rate.perSecond(7 * SECOND)).isBetween(90.0, 110.0);
        assertThat(rate.perSecond(13 * SECOND)).as("nothing since").isBetween(15.0, 30.0);
        assertThat(rate.perSecond(60 * SECOND)).isZero();
        assertThat(rate.perSecond(1_000_000 * SECOND)).isZero();
        for (int i = 0; i < 200; i++) {
            rate.done(2_000_000 * SECOND + i * SECOND / 100);
        }
        assertThat(rate.perSecond(2_000_002 * SECOND)).as("after a rest").isBetween(90.0, 110.0);
    }
}
