package io.outrigger.chassis.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.chassis.config.Settings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which issuers the settings name, and which settings name none. */
class JwtConfigTest {

    @Test
    void oneIssuerIsBelievedAsFarAsItGoes() {
        JwtConfig config = read(Map.of());

        assertThat(config.issuers()).containsExactly(new JwtIssuer("https://a.example", "outrigger", "a.json"));
        assertThat(config.algorithms()).containsExactly("RS256", "PS256", "ES256");
        assertThat(config.clockSkew()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void furtherOnesHaveNumbersAndSettingsOfTheirOwn() {
        JwtConfig config = read(Map.of("JWT_ISSUER_2", "https://b.example", "JWT_JWKS_2", "b.json", "JWT_AUDIENCE_2", "other",
                "JWT_TENANTS_2", "acme, globex", "JWT_ISSUER_3", "https://c.example", "JWT_JWKS_3", "c.json",
                "JWT_ALGORITHMS", "ES384, RS256", "JWT_CLOCK_SKEW", "30s"));

        assertThat(config.issuers()).extracting(JwtIssuer::name)
                .containsExactly("https://a.example", "https://b.example", "https://c.example");
        assertThat(config.issuers()).extracting(JwtIssuer::audience).containsExactly("outrigger", "other", "outrigger");
        assertThat(config.issuers()).extracting(JwtIssuer::tenants)
                .containsExactly(Optional.empty(), Optional.of(Set.of("acme", "globex")), Optional.empty());
        assertThat(config.algorithms()).containsExactly("ES384", "RS256");
        assertThat(config.clockSkew()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void whatNamesNoIssuerIsAnErrorThatSaysWhy() {
        refuses(Map.of("JWT_ISSUER_3", "https://c.example", "JWT_JWKS_3", "c.json"), "JWT_ISSUER_2 is required");
        refuses(Map.of("JWT_AUDIENCE_2", "other"), "JWT_ISSUER_2 is required");
        refuses(Map.of("JWT_ISSUER_2", "https://b.example"), "JWT_JWKS_2 is required");
        refuses(Map.of("JWT_ISSUER_2", "https://a.example", "JWT_JWKS_2", "b.json"), "must each name another issuer");
        for (String number : new String[] {"0", "1", "02", "9", "10"}) {
            refuses(Map.of("JWT_ISSUER_" + number, "https://b.example", "JWT_JWKS_" + number, "b.json"),
                    "JWT_ISSUER_" + number + ": issuers after the first are numbered from 2 to 8, without gaps.");
        }
        refuses(Map.of("JWT_TENANTS", " , "), "JWT_TENANTS: expected names");
    }

    @Test
    void aSharedSecretIsNoWayToSign() {
        refuses(Map.of("JWT_ALGORITHMS", "RS256,HS256"), "JWT_ALGORITHMS: expected some of RS256");
        refuses(Map.of("JWT_ALGORITHMS", "none"), "found 'none'");
        refuses(Map.of("JWT_ALGORITHMS", ","), "at least one");
        refuses(Map.of("JWT_CLOCK_SKEW", "1h"), "JWT_CLOCK_SKEW: expected 5 min at most");
    }

    private static void refuses(Map<String, String> more, String sentence) {
        assertThatThrownBy(() -> read(more)).hasMessageContaining(sentence);
    }

    private static JwtConfig read(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Map.of("JWT_ISSUER", "https://a.example", "JWT_JWKS", "a.json"));
        environment.putAll(more);
        Settings settings = new Settings(environment);
        JwtConfig config = JwtConfig.from(settings);
        settings.check();
        return config;
    }
}
