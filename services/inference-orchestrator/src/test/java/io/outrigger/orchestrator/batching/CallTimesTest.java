package io.outrigger.orchestrator.batching;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.chassis.headers.Priority;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/** What is learned of calls of one to ten rows, each of which takes 100 and ten a row. */
class CallTimesTest {

    private final CallTimes times = new CallTimes();

    @Test
    void callsThatHaveAnInstanceForThemselvesSayWhatCallsTake() {
        answered(1, true, 110);
        for (int i = 0; i < 20; i++) {
            answered(5 + i % 5, true, 150 + i % 5 * 10);
        }
        assertThat(times.loneCalls().predict(10)).isBetween(195.0, 205.0);
        assertThat(times.loneCalls().predict(0)).isBetween(95.0, 105.0);
    }

    @Test
    void thoseThatWaitedForOthersSayNothingButWhereTheyWereFasterAllTheSame() {
        answered(1, true, 110);
        answered(1, false, 500);
        assertThat(times.loneCalls().predict(1)).isEqualTo(110);
        answered(1, false, 50);
        assertThat(times.loneCalls().predict(1)).isLessThan(110);
    }

    @Test
    void oneThatWasUnluckyIsForgottenAndTwoAreWhatCallsTakeNow() {
        answered(1, true, 110);
        answered(1, true, 440);
        answered(1, true, 110);
        answered(1, true, 440);
        assertThat(times.loneCalls().predict(1)).isEqualTo(110);
        answered(1, true, 440);
        assertThat(times.loneCalls().predict(1)).isGreaterThan(200);
    }

    private void answered(int rows, boolean toFreeInstance, long took) {
        BatchCall<String> call = new BatchCall<>(null, Collections.nCopies(rows,
                new QueuedRequest<>("", new LaneKey("m", ""), 1, 1, "", "", Priority.LIVE, Long.MAX_VALUE)), null);
        call.start(0, 0, false, toFreeInstance, false);
        times.answered(call, took, false);
    }
}
