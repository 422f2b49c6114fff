package io.outrigger.metadata.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.metadata.limits.Allowance;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ApiKeyTest {

    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    private static final Instant EXPIRY = NOW.plusSeconds(100);

    @Test
    void theHashThatItHadIsGoodForTheOverlap() {
        ApiKey rotated = key(Optional.empty()).rotated(print(2), NOW, NOW.plusSeconds(60), 8);
        assertThat(rotated.print()).isEqualTo(print(2));
        assertThat(rotated.previous()).contains(new ApiKey.Previous(print(1).hash(), NOW.plusSeconds(60)));
        assertThat(rotated.times().rotated()).contains(NOW);
        assertThat(rotated.revision()).isEqualTo(8);

        ApiKey again = rotated.rotated(print(3), NOW.plusSeconds(1), NOW.plusSeconds(30), 9);
        assertThat(again.previous()).as("the one before the old one ends").contains(
                new ApiKey.Previous(print(2).hash(), NOW.plusSeconds(30)));
        assertThat(again.rotated(print(4), NOW, NOW, 10).previous()).as("no overlap").isEmpty();
    }

    @Test
    void noOverlapGoesBeyondTheEndOfTheKey() {
        assertThat(key(Optional.of(EXPIRY)).rotated(print(2), NOW, NOW.plusSeconds(1_000), 8).previous().orElseThrow().validUntil())
                .isEqualTo(EXPIRY);
    }

    @Test
    void itHasExpiredFromThatMomentOn() {
        assertThat(key(Optional.of(EXPIRY)).hasExpired(EXPIRY.minusNanos(1))).isFalse();
        assertThat(key(Optional.of(EXPIRY)).hasExpired(EXPIRY)).isTrue();
        assertThat(key(Optional.empty()).hasExpired(Instant.MAX)).isFalse();
    }

    private static ApiKey key(Optional<Instant> expiresAt) {
        var terms = new KeyTerms("ci", "acme", List.of("infer"), Optional.empty(), Allowance.UNLIMITED, expiresAt);
        return ApiKey.of(KeyId.next(NOW), new NewKey(terms, print(1), "test"), NOW, 7);
    }

    private static KeyPrint print(int number) {
        byte[] hash = new byte[32];
        hash[0] = (byte) number;
        return new KeyPrint("ork_0000000" + number, KeyHash.of(hash));
    }
}
