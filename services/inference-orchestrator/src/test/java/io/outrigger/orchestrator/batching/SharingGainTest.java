package io.outrigger.orchestrator.batching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SharingGainTest {

    private static final int SHARED_ROWS = 16;
    private static final int SLOTS = 2;
    private static final ModelInstances ONE = new ModelInstances(1, true, 0);

    private final SharingGain gain = new SharingGain();
    private long now;
    private int aloneCalls;

    @BeforeEach
    void aLoneRequestTakesTen() {
        gain.lone(1, 10);
    }

    @Test
    void aModelThatTakesSixteenTimesAsLongForSixteenRowsIsAskedRowByRow() {
        calls(500, rows -> 10L * rows);
        assertThat(gain.isShared()).isFalse();
    }

    @Test
    void aModelThatGainsIsNeverAskedRowByRow() {
        gain.lone(1, 1_000);
        calls(5_000, rows -> 100 + rows);
        assertThat(gain.isShared()).isTrue();
        assertThat(aloneCalls).isZero();
    }

    /** Its lone calls say less than is true: they had all of the processors. */
    @Test
    void whatIsSlowerIsLeftAndTriedEverMoreSeldom() {
        IntToLongFunction takes = rows -> rows == 1 ? 40 : 10L * rows;
        calls(2_000, takes);
        int before = aloneCalls;
        assertThat(before).isPositive();
        calls(2_000, takes);
        assertThat(aloneCalls - before).isLessThan(before);
        assertThat(gain.isShared()).isTrue();
    }

    @Test
    void aModelThatComesToGainSharesAgain() {
        calls(500, rows -> 10L * rows);
        calls(5_000, rows -> 100 + rows);
        assertThat(gain.isShared()).isTrue();
    }

    @Test
    void callsOfOneRowSayNothingOfSharing() {
        for (int i = 0; i < 1_000; i++) {
            ended(1, 10);
        }
        assertThat(gain.isShared()).isTrue();
    }

    /** Whatever it answers then is no sign of what it could. */
    @Test
    void aModelThatIsNotBusyIsNotTried() {
        for (int i = 0; i < 1_000; i++) {
            now += 160;
            gain.ended(SHARED_ROWS, i % 4 != 0, now, now, SLOTS, ONE);
        }
        assertThat(gain.isShared()).isTrue();
    }

    private void calls(int count, IntToLongFunction takes) {
        for (int i = 0; i < count; i++) {
            int rows = gain.isShared() ? SHARED_ROWS : 1;
            aloneCalls += rows == 1 ? 1 : 0;
            ended(rows, takes.applyAsLong(rows));
        }
    }

    private void ended(int rows, long nanos) {
        now += nanos;
        gain.ended(rows, true, now, now, SLOTS, ONE);
    }
}
