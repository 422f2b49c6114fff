package io.outrigger.orchestrator.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ServiceTimeTest {

    private final ServiceTime times = new ServiceTime();

    @Test
    void nothingIsKnownBeforeTheFirstCall() {
        assertThat(times.isKnown()).isFalse();
        assertThat(times.predict(8)).isZero();
    }

    @Test
    void callsOfDifferentSizesGiveALine() {
        for (int rows : new int[] {1, 8, 64, 2, 32}) {
            times.add(rows, 1_500 + 50 * rows);
        }
        assertThat(times.predict(16)).isCloseTo(2_300, within(1.0));
    }

    @Test
    void callsOfOneSizeAreTheirMeanAndNoSmallerCallTakesLessThanItsShare() {
        times.add(16, 1_000);
        times.add(16, 1_200);
        assertThat(times.predict(16)).isCloseTo(1_100, within(20.0));
        times.add(8, 100);
        assertThat(times.predict(1)).isPositive();
    }

    @Test
    void aModelThatBecomesSlowerTakesTheLineWithIt() {
        for (int rows : new int[] {1, 8, 64, 2, 32}) {
            times.add(rows, 1_500 + 50 * rows);
        }
        times.replace(64, 2 * (1_500 + 50 * 64));
        assertThat(times.predict(16)).isCloseTo(4_600, within(1.0));
    }

    @Test
    void olderCallsCountLess() {
        for (int i = 0; i < 50; i++) {
            times.add(1, 1_000);
        }
        for (int i = 0; i < 50; i++) {
            times.add(1, 3_000);
        }
        assertThat(times.predict(1)).isCloseTo(3_000, within(30.0));
    }
}
