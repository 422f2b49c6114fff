package io.outrigger.chassis.errors;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChallengeTest {

    @Test
    void whoShowedNothingIsToldOfNoError() {
        assertThat(Challenge.NO_TOKEN.text("a sentence")).isEqualTo("""
                Bearer realm="outrigger\"""");
    }

    @Test
    void aSentenceStaysWithinItsQuotes() {
        assertThat(Challenge.INVALID_TOKEN.text("of \"Zoë\\\"\r\n, error=\"none\"")).isEqualTo("""
                Bearer realm="outrigger", error="invalid_token", error_description="of 'Zo??'??, error='none'\"""");
        assertThat(Challenge.INVALID_TOKEN.text("x".repeat(5_000))).hasSizeLessThan(400).endsWith("...\"");
    }

    @Test
    void whoMayNotIsToldTheScopes() {
        assertThat(Challenge.insufficientScope(List.of("infer", "admin")).text("no")).endsWith("""
                error="insufficient_scope", error_description="no", scope="infer admin\"""");
    }

    @Test
    void everyRefusalForWantOfATokenHasAChallenge() {
        assertThat(new ServiceException(ErrorCode.TOKEN_EXPIRED, "over").challenge()).contains(Challenge.NO_TOKEN);
        assertThat(new ServiceException(ErrorCode.FORBIDDEN, "no").challenge()).isEmpty();
        assertThat(new ServiceException(ErrorCode.UNAUTHENTICATED_CALLER, "no").challenge(Challenge.INVALID_TOKEN)
                .retryAfter(Duration.ofSeconds(1)).challenge()).contains(Challenge.INVALID_TOKEN);
    }
}
