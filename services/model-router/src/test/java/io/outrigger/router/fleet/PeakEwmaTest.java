package io.outrigger.router.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PeakEwmaTest {

    private static final long SECOND = 1_000_000_000L;

    private final PeakEwma latency = new PeakEwma(10 * SECOND);

    @Test
    void nothingIsKnownAtFirst() {
        assertThat(latency.isKnown()).isFalse();
        assertThat(latency.averageNanos(5 * SECOND)).isZero();
    }

    @Test
    void aPeakIsBelievedAtOnce() {
        latency.observe(1_000, 0);
        latency.observe(9_000, 1);
        assertThat(latency.averageNanos(1)).isCloseTo(9_000, within(1.0));
    }

    @Test
    void betterNewsIsBelievedAsTimePasses() {
        latency.observe(9_000, 0);
        latency.observe(1_000, 10 * SECOND);
        assertThat(latency.averageNanos(10 * SECOND)).isCloseTo(9_000 / Math.E + 1_000 * (1 - 1 / Math.E), within(1.0));
    }

    @Test
    void whatIsNotAskedLooksBetterWithTime() {
        latency.observe(9_000, 0);
        assertThat(latency.averageNanos(20 * SECOND)).isCloseTo(9_000 / (Math.E * Math.E), within(1.0));
    }

    @Test
    void aClockThatStepsBackDoesNoHarm() {
        latency.observe(9_000, 10 * SECOND);
        assertThat(latency.averageNanos(0)).isCloseTo(9_000, within(0.1));
    }
}
