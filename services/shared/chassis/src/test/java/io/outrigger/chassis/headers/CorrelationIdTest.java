package io.outrigger.chassis.headers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorrelationIdTest {

    @Test
    void believesASaneIdFromOutside() {
        assertThat(CorrelationId.of("req-1:a.b_C")).isEqualTo("req-1:a.b_C");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\nb", "\"}", "<script>", "é", "${jndi:ldap}"})
    void replacesWhatCouldBreakALogOrAHeader(String id) {
        assertThat(CorrelationId.of(id)).matches("[0-9a-f-]{36}");
    }

    @Test
    void replacesAnIdThatIsTooLong() {
        assertThat(CorrelationId.of("a".repeat(129))).hasSize(36);
        assertThat(CorrelationId.of(null)).hasSize(36);
    }
}
