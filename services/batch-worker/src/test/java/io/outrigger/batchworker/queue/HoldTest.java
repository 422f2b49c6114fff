package io.outrigger.batchworker.queue;

import static io.outrigger.batchworker.queue.LaneStop.Phase.ASKED;
import static io.outrigger.batchworker.queue.LaneStop.Phase.AT_ONCE;
import static io.outrigger.batchworker.queue.LaneStop.Phase.NOT_ASKED;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.batchworker.queue.Hold.Step;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HoldTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final Duration LOCK = Duration.ofSeconds(30);
    /** A clock may begin anywhere, also where it will soon overflow. */
    private static final long START = Long.MAX_VALUE - SECOND;

    private static Hold delivered(int deliveries) {
        return new Hold(deliveries, LOCK, START);
    }

    @Test
    void aLockIsRenewedThreeTimesAsOftenAsItRunsOut() {
        Hold hold = delivered(1);
        assertThat(hold.step(START + 9 * SECOND, NOT_ASKED)).isEqualTo(Step.WAIT);
        assertThat(hold.step(START + 10 * SECOND, NOT_ASKED)).isEqualTo(Step.RENEW);
        hold.renewed(START + 10 * SECOND);
        assertThat(hold.step(START + 19 * SECOND, NOT_ASKED)).isEqualTo(Step.WAIT);
        assertThat(hold.step(START + 20 * SECOND, NOT_ASKED)).isEqualTo(Step.RENEW);
    }

    @Test
    void whatIsDoneIsAccepted() {
        Hold hold = delivered(1);
        hold.ended(Verdict.DONE, START);
        assertThat(hold.step(START, NOT_ASKED)).isEqualTo(Step.ACCEPT);
        assertThat(hold.step(START, AT_ONCE)).isEqualTo(Step.ACCEPT);
    }

    @Test
    void whatNobodyCouldDealWithIsKeptLongerWithEachDelivery() {
        assertThat(restOf(1)).isEqualTo(Duration.ofMillis(250));
        assertThat(restOf(2)).isEqualTo(Duration.ofMillis(500));
        assertThat(restOf(5)).isEqualTo(Duration.ofSeconds(4));
        assertThat(restOf(50)).isEqualTo(Duration.ofSeconds(15));
    }

    private static Duration restOf(int deliveries) {
        Hold hold = new Hold(deliveries, Duration.ofHours(1), START);
        hold.ended(Verdict.AGAIN, START);
        long waited = 0;
        while (hold.step(START + waited, NOT_ASKED) == Step.WAIT) {
            waited += Duration.ofMillis(250).toNanos();
        }
        assertThat(hold.step(START + waited, NOT_ASKED)).isEqualTo(Step.RELEASE);
        return Duration.ofNanos(waited);
    }

    @Test
    void aRecordIsStillRenewedWhileItIsKept() {
        Hold hold = delivered(50);
        hold.ended(Verdict.AGAIN, START);
        assertThat(hold.step(START + 10 * SECOND, NOT_ASKED)).isEqualTo(Step.RENEW);
    }

    @Test
    void whenTheLaneStopsNothingIsKept() {
        Hold hold = delivered(50);
        hold.ended(Verdict.AGAIN, START);
        assertThat(hold.step(START, ASKED)).isEqualTo(Step.RELEASE);
    }

    @Test
    void workIsWaitedForUntilTheTimeIsOver() {
        Hold hold = delivered(1);
        assertThat(hold.step(START, ASKED)).isEqualTo(Step.WAIT);
        assertThat(hold.step(START + 10 * SECOND, ASKED)).isEqualTo(Step.RENEW);
        assertThat(hold.step(START, AT_ONCE)).isEqualTo(Step.RELEASE);
    }

    @Test
    void ofARecordWhoseLockIsLostNothingIsSaid() {
        Hold hold = delivered(1);
        hold.lost();
        assertThat(hold.step(START + 60 * SECOND, NOT_ASKED)).isEqualTo(Step.WAIT);
        assertThat(hold.step(START, AT_ONCE)).isEqualTo(Step.FORGET);
        hold.ended(Verdict.DONE, START);
        assertThat(hold.step(START, NOT_ASKED)).isEqualTo(Step.FORGET);
    }

    @Test
    void aLostRecordIsNotKept() {
        Hold hold = delivered(50);
        hold.lost();
        hold.ended(Verdict.AGAIN, START);
        assertThat(hold.step(START, NOT_ASKED)).isEqualTo(Step.FORGET);
    }
}
