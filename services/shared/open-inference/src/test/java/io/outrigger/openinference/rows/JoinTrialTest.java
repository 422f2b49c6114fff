package io.outrigger.openinference.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.openinference.rows.JoinTrial.Mix;
import java.util.List;
import org.junit.jupiter.api.Test;

class JoinTrialTest {

    private static final Mix ROWS = new Mix("lane", List.of("out"), false);
    private static final Mix EQUAL_ROWS = new Mix("lane", List.of("out"), true);

    private final JoinTrial trial = new JoinTrial();

    private void pass(Mix mix, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(trial.isDue(mix)).as("trial %d", i).isTrue();
            trial.passed(mix);
        }
    }

    @Test
    void theFirstBatchesAreTriedAndThenEverFewer() {
        pass(ROWS, JoinTrial.PASSES);
        int last = 0;
        int gap = 0;
        for (int batch = 1; batch <= 100_000; batch++) {
            if (trial.isDue(ROWS)) {
                assertThat(batch - last).isGreaterThanOrEqualTo(gap).isLessThanOrEqualTo(4_096);
                gap = batch - last;
                last = batch;
                trial.passed(ROWS);
            }
        }
        assertThat(gap).as("it never ends").isEqualTo(4_096);
    }

    @Test
    void whatWasNotTriedIsNotVouchedFor() {
        pass(ROWS, JoinTrial.PASSES);
        assertThat(trial.isDue(new Mix("lane", List.of("other"), false))).as("another output").isTrue();
        assertThat(trial.isDue(new Mix("lane", List.of("other", "out"), false))).as("one of two").isTrue();
        assertThat(trial.isDue(new Mix("longer", List.of("out"), false))).as("another shape").isTrue();
        trial.passed(new Mix("longer", List.of("out"), false));
        assertThat(trial.isDue(new Mix("longer", List.of("out"), false))).as("once is enough for another shape").isFalse();
    }

    @Test
    void equalRequestsVouchForEqualRequestsOnly() {
        pass(EQUAL_ROWS, JoinTrial.PASSES);
        assertThat(trial.isDue(EQUAL_ROWS)).isFalse();
        pass(ROWS, JoinTrial.PASSES);
        assertThat(trial.isDue(ROWS)).isFalse();
    }

    @Test
    void itEndsOnceAndKeepsItsFirstReason() {
        assertThat(trial.isEnded()).isFalse();
        assertThat(trial.end("because")).isTrue();
        assertThat(trial.end("also")).isFalse();
        assertThat(trial.isEnded()).isTrue();
        assertThat(trial.reason()).isEqualTo("because");
    }
}
