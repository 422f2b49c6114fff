package io.outrigger.chassis.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MillisecondsTest {

    @ParameterizedTest
    @CsvSource({"0, 0.000", "499, 0.000", "500, 0.001", "1234567, 1.235", "999999500, 1000.000", "60000000000, 60000.000"})
    void timesAreWrittenToTheNearestMicrosecond(long nanos, String text) {
        var written = new StringBuilder();
        Milliseconds.write(written, nanos);
        assertThat(written).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "7, 7000000", "1.2, 1200000", "0.000001, 1", "999999999.5, 999999999500000"})
    void timesAreRead(String text, long nanos) {
        assertThat(Milliseconds.nanos("a=" + text + ",b", 2, 2 + text.length())).hasValue(nanos);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".5", "1.", "-1", "+1", "1e3", "1.0000001", "1234567890", "1.2.3", " 1", "٣", "1_0"})
    void anythingElseIsNoTime(String text) {
        assertThat(Milliseconds.nanos(text, 0, text.length())).isEmpty();
    }

    @Test
    void whatIsWrittenIsRead() {
        var written = new StringBuilder();
        Milliseconds.write(written, 42_123_456);
        assertThat(Milliseconds.nanos(written.toString(), 0, written.length())).hasValue(42_123_000);
    }
}
