package io.outrigger.chassis.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BrokenCallsTest {

    private final long began = Long.MAX_VALUE - 5; // overflows on the way
    private final BrokenCalls calls = new BrokenCalls(began);

    @Test
    void twentyAreFreeAndFiveHundredTooMany() {
        assertThat(restsOf(20, began)).isZero();
        assertThat(restsOf(479, began + 1)).isEqualTo(479);
        assertThat(calls.areTooMany()).isFalse();
        assertThat(restsOf(1, began + 2)).isEqualTo(1);
        assertThat(calls.areTooMany()).isTrue();
    }

    @Test
    void tenSecondsLaterTheyAreForgotten() {
        restsOf(499, began);
        assertThat(restsOf(20, began + Duration.ofSeconds(11).toNanos())).isZero();
        assertThat(calls.areTooMany()).isFalse();
    }

    @Test
    void whoDropsOneOfTwoIsLetBe() {
        for (int i = 0; i < 5_000; i++) {
            calls.begun(began);
            assertThat(restsOf(1, began)).isZero();
        }
        assertThat(calls.areTooMany()).isFalse();
    }

    @Test
    void ofThoseThatBringTooMuchTwoAreEnough() {
        for (int i = 0; i < 2; i++) {
            assertThat(calls.areTooMany()).isFalse();
            calls.begun(began);
            calls.tooLarge();
        }
        assertThat(calls.areTooMany()).isTrue();
        calls.begun(began + Duration.ofSeconds(11).toNanos());
        assertThat(calls.areTooMany()).as("ten seconds later").isFalse();
    }

    @Test
    void whereTheyAreFewOfACallersTheyEndNothing() {
        for (int i = 0; i < 20; i++) {
            calls.begun(began);
            calls.begun(began);
            calls.begun(began);
            calls.tooLarge();
        }
        assertThat(calls.areTooMany()).isFalse();
    }

    private int restsOf(int count, long nanos) {
        int rests = 0;
        for (int i = 0; i < count; i++) {
            calls.begun(nanos);
            rests += calls.broken() ? 1 : 0;
        }
        return rests;
    }
}
