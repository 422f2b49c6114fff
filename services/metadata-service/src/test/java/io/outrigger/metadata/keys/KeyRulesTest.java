package io.outrigger.metadata.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.metadata.limits.Allowance;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRulesTest {

    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    private static final KeyHash HASH = KeyHash.of(new byte[32]);
    private static final KeyPrint PRINT = new KeyPrint("ork_Ab3dEf7h", HASH);

    @Test
    void aKeyHasEachScopeAndModelOnce() {
        KeyTerms terms = check(new KeyTerms("ci", "acme", List.of("admin", "infer", "infer"), Optional.of(List.of("b", "a", "b")),
                Allowance.UNLIMITED, Optional.of(NOW.plusNanos(1_999)))).terms();

        assertThat(terms.scopes()).containsExactly("infer", "admin");
        assertThat(terms.models()).contains(List.of("a", "b"));
        assertThat(terms.expiresAt()).contains(NOW.plusNanos(1_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "a\nb", "a\u0000", "\u009b"})
    void aNameIsOneLineOfText(String name) {
        assertRefused(terms(name, "acme"), ErrorCode.INVALID_FIELD, "'name'");
        assertRefused(terms("ci", name), ErrorCode.INVALID_FIELD, "'tenant'");
        assertThatThrownBy(() -> KeyRules.checked(new NewKey(terms("ci", "acme"), PRINT, name), NOW)).hasMessageContaining("'created_by'");
    }

    @Test
    void aNameIsThereAndNotTooLong() {
        assertRefused(terms("", "acme"), ErrorCode.MISSING_FIELD, "'name'");
        assertRefused(terms("ci", ""), ErrorCode.MISSING_FIELD, "'tenant'");
        assertRefused(terms("n".repeat(129), "acme"), ErrorCode.INVALID_FIELD, "1 to 128 characters");
        assertRefused(terms("ci", "t".repeat(257)), ErrorCode.INVALID_FIELD, "1 to 256 characters");
        assertThat(check(terms("n".repeat(128), "t".repeat(256)))).isNotNull();
        assertThat(check(terms("Schlüssel für die Prüfung", "Größe & Söhne"))).isNotNull();
    }

    @Test
    void aScopeIsOneOfFive() {
        assertRefused(with(List.of(), Optional.empty(), Optional.empty()), ErrorCode.MISSING_FIELD, "[infer, batch, models:read");
        assertRefused(with(List.of("infer", "root"), Optional.empty(), Optional.empty()), ErrorCode.INVALID_FIELD, "found 'root'");
    }

    @Test
    void modelsAreNamesAndNotMany() {
        assertRefused(with(List.of("infer"), Optional.of(List.of("a", "../b")), Optional.empty()), ErrorCode.INVALID_MODEL_NAME, "'../b'");
        assertRefused(with(List.of("infer"), Optional.of(Collections.nCopies(101, "m")), Optional.empty()), ErrorCode.INVALID_FIELD,
                "up to 100 models; it has 101");
        assertThat(check(with(List.of("admin"), Optional.of(List.of()), Optional.empty())).terms().models()).contains(List.of());
    }

    @Test
    void aKeyExpiresInTenYearsAtMost() {
        Instant tenYears = Instant.parse("2036-11-29T12:00:00Z");
        for (Instant expiry : List.of(NOW, NOW.minusSeconds(1), tenYears.plusSeconds(1), Instant.MIN, Instant.MAX)) {
            assertRefused(with(List.of("infer"), Optional.empty(), Optional.of(expiry)), ErrorCode.INVALID_FIELD, "within 10 years");
        }
        assertThat(check(with(List.of("infer"), Optional.empty(), Optional.of(tenYears))).terms().expiresAt()).contains(tenYears);
    }

    @Test
    void limitsAreAboveNothingAndBounded() {
        for (long wrong : List.of(0L, -1L, Long.MIN_VALUE, Long.MAX_VALUE, 1_000_000_000_001L)) {
            assertThatThrownBy(() -> new Allowance(OptionalLong.of(wrong), OptionalLong.empty(), OptionalLong.empty()).checked())
                    .hasMessageContaining("'requests_per_minute' must be 1 to 1000000000000; found " + wrong);
            assertThatThrownBy(() -> new Allowance(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(wrong)).checked())
                    .hasMessageContaining("'rows_per_minute'");
        }
        assertThatThrownBy(() -> new Allowance(OptionalLong.empty(), OptionalLong.of(5), OptionalLong.empty()).checked())
                .hasMessageContaining("'burst' needs 'requests_per_minute'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ork_", "ork_1234567", "ork_123456789", "ORK_12345678", "ork_1234567!", "xyz_12345678"})
    void aPrefixIsTwelveCharactersAndNeverShown(String prefix) {
        assertThatThrownBy(() -> KeyRules.checkPrint(new KeyPrint(prefix, HASH))).hasMessageContaining("'prefix'")
                .hasMessageContaining("it has " + prefix.length() + " characters");
    }

    @Test
    void aHashHasThirtyTwoBytesAndIsShownNowhere() {
        assertThatThrownBy(() -> KeyHash.of(new byte[0])).hasMessageContaining("missing");
        assertThatThrownBy(() -> KeyHash.of(new byte[31])).hasMessageContaining("32 bytes; it has 31");
        assertThat(PRINT.toString()).doesNotContain("0000");
        assertThat(KeyHash.of(HASH.bytes())).isEqualTo(HASH);
    }

    @Test
    void anOverlapIsThirtyDaysAtMost() {
        assertThat(KeyRules.overlap(0)).isZero();
        assertThat(KeyRules.overlap(2_592_000)).isEqualTo(Duration.ofDays(30));
        for (long wrong : List.of(-1L, 2_592_001L, Long.MAX_VALUE)) {
            assertThatThrownBy(() -> KeyRules.overlap(wrong)).hasMessageContaining("0 to 2592000 (30 days); found " + wrong);
        }
    }

    private static KeyTerms terms(String name, String tenant) {
        return new KeyTerms(name, tenant, List.of("infer"), Optional.empty(), Allowance.UNLIMITED, Optional.empty());
    }

    private static KeyTerms with(List<String> scopes, Optional<List<String>> models, Optional<Instant> expiresAt) {
        return new KeyTerms("ci", "acme", scopes, models, Allowance.UNLIMITED, expiresAt);
    }

    private static NewKey check(KeyTerms terms) {
        return KeyRules.checked(new NewKey(terms, PRINT, "test"), NOW);
    }

    private static void assertRefused(KeyTerms terms, ErrorCode code, String words) {
        assertThatThrownBy(() -> check(terms)).hasMessageContaining(words)
                .isInstanceOfSatisfying(ServiceException.class, refused -> assertThat(refused.code()).isEqualTo(code));
    }
}
