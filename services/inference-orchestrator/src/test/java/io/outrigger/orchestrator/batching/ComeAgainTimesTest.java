package io.outrigger.orchestrator.batching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When callers come again. */
class ComeAgainTimesTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final double WORK = 0.1 * SECOND;

    private final ComeAgainTimes times = new ComeAgainTimes();
    private long now = 1_000 * SECOND;

    @Test
    void eachSecondIsGivenAwayByHalf() {
        int[] givenTo = new int[ComeAgainTimes.SECONDS_MAX + 1];
        for (int i = 0; i < 20; i++) {
            givenTo[times.next("c" + i, WORK, now)]++;
        }
        assertThat(givenTo).startsWith(0, 5, 5, 5, 5, 0);
        for (int i = 0; i < 500; i++) {
            times.next("d" + i, WORK, now);
        }
        assertThat(times.next("late", WORK, now)).isEqualTo(ComeAgainTimes.SECONDS_MAX);
    }

    @Test
    void whoComesInTimeIsExpectedOnce() {
        int seconds = times.next("a", WORK, now);
        assertThat(times.isExpected("a", now)).as("too early").isFalse();
        assertThat(times.next("a", WORK, now + SECOND / 2)).as("it is told the same again").isEqualTo(seconds);
        now += seconds * SECOND;
        assertThat(times.expected(now, now)).isEqualTo(WORK);
        assertThat(times.isExpected("b", now)).isFalse();
        assertThat(times.isExpected("a", now)).isTrue();
        assertThat(times.isExpected("a", now)).isFalse();
        assertThat(times.expected(now, now + SECOND)).isZero();
    }

    @Test
    void timeIsNotKeptForWhoIsLate() {
        times.next("a", WORK, now);
        now += 3 * SECOND;
        assertThat(times.expected(now, now + 10 * SECOND)).isZero();
        assertThat(times.isExpected("a", now)).isFalse();
    }

    @Test
    void timePassesForWhateverWasPromised() {
        for (int second = 0; second < 200; second++) {
            assertThat(times.next("c" + second, WORK, now)).isEqualTo(1);
            now += SECOND;
        }
        assertThat(times.expected(now, now + 30 * SECOND)).isLessThanOrEqualTo(2 * WORK);
    }

    @Test
    void ofCallersThatNobodyKnowsNoTimeIsKept() {
        assertThat(times.next("", WORK, now)).isEqualTo(1);
        assertThat(times.expected(now, now + 2 * SECOND)).isZero();
        assertThat(times.isExpected("", now + SECOND)).isFalse();
    }
}
