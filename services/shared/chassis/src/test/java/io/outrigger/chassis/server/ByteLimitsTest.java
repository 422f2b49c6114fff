package io.outrigger.chassis.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.chassis.config.ConfigException;
import io.outrigger.chassis.config.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ByteLimitsTest {

    private static final long MIB = 1L << 20;

    @Test
    void aQuarterOfTheHeapIsTakenHoweverSmallTheHeap() {
        assertThat(ByteLimits.from(new Settings(Map.of()), 128 * MIB)).isEqualTo(new ByteLimits(32 * MIB, 32 * MIB));
        assertThat(ByteLimits.from(new Settings(Map.of()), 2_048 * MIB)).isEqualTo(new ByteLimits(64 * MIB, 512 * MIB));
    }

    @Test
    void aMessageThatWouldNeverBeLetInIsASettingThatIsRefused() {
        Settings settings = new Settings(Map.of("MESSAGE_BYTES_MAX", "64MiB", "BYTES_IN_FLIGHT_MAX", "16MiB"));

        ByteLimits.from(settings, 2_048 * MIB);

        assertThatThrownBy(settings::check).isInstanceOfSatisfying(ConfigException.class, wrong -> assertThat(wrong.errors())
                .containsExactly("MESSAGE_BYTES_MAX: expected 1 to BYTES_IN_FLIGHT_MAX (16777216), found 67108864."));
    }
}
