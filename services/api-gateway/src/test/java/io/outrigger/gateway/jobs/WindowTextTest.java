package io.outrigger.gateway.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowTextTest {

    @ParameterizedTest
    @CsvSource({"24h, 86400, 24h", "1d, 86400, 24h", "90m, 5400, 90m", "3600s, 3600, 1h", "60s, 60, 1m", "61s, 61, 61s"})
    void readsAndWrites(String text, long seconds, String written) {
        assertThat(WindowText.parse(text, "f").getSeconds()).isEqualTo(seconds);
        assertThat(WindowText.write(WindowText.seconds(seconds))).isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0h", "24", "h", "-1h", "1.5h", "24H", "1w", "1234567890s", " 1h"})
    void refusesWhatIsNoTime(String text) {
        assertThatThrownBy(() -> WindowText.parse(text, "completion_window"))
                .hasMessageContaining("completion_window").hasMessageContaining("24h");
    }
}
