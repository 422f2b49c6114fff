package io.outrigger.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({"90s, 90", "5m, 300", "5 min, 300", "24h, 86400", "24H, 86400", "7d, 604800", "999999999d, 86399999913600"})
    void whatIsWrittenIsRead(String written, long seconds) {
        assertThat(Durations.seconds(written)).hasValue(seconds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "24", "h", "-1h", "1.5h", "1w", "1234567890s", "1h30m"})
    void anythingElseIsNoTime(String written) {
        assertThat(Durations.seconds(written)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"-5, 0 s", "0, 0 s", "59, 59 s", "60, 1 min 00 s", "125, 2 min 05 s", "3600, 1 h 00 min", "90061, 1 d 01 h"})
    void theTwoLargestUnitsAreShown(long seconds, String text) {
        assertThat(Durations.text(Duration.ofSeconds(seconds))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 0 bytes", "1023, 1023 bytes", "1024, 1.0 KiB", "1610612736, 1.5 GiB"})
    void bytesAreShownInTheUnitThatFits(long bytes, String text) {
        assertThat(Quantities.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"0.25; 0.3", "9.94; 9.9", "10; 10", "12345.6; 12,346"})
    void smallRatesHaveADigitMore(double rate, String text) {
        assertThat(Quantities.rate(rate)).isEqualTo(text);
    }
}
