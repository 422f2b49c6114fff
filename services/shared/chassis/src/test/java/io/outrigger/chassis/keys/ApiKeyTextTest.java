package io.outrigger.chassis.keys;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How keys are written. */
class ApiKeyTextTest {

    @Test
    void aKeyIsAKey() {
        String key = ApiKeyText.random();
        assertThat(key).startsWith("ork_").hasSize(42).isNotEqualTo(ApiKeyText.random());
        assertThat(ApiKeyText.isKey(key)).isTrue();
        assertThat(ApiKeyText.prefix(key)).hasSize(12);
        String mistyped = key.substring(0, 20) + (key.charAt(20) == 'a' ? 'b' : 'a') + key.substring(21);
        assertThat(ApiKeyText.isKey(mistyped)).isFalse();
    }

    /** The check as others can compute it: CRC-32 of the 32 characters, in base 62 with digits before capitals before small letters. */
    @Test
    void theCheckIsWhatIsWritten() {
        assertThat(ApiKeyText.isKey("ork_" + "0".repeat(32) + "2wjyrI")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ork_", "ork_00000000000000000000000000000000000000", "ORK_00000000000000000000000000000000000000",
        "ork_ä0000000000000000000000000000000000000", "eyJhbGciOiJub25lIn0.e30."})
    void whatIsNone(String text) {
        assertThat(ApiKeyText.isKey(text)).isFalse();
    }
}
