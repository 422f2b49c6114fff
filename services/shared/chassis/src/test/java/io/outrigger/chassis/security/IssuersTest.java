package io.outrigger.chassis.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.outrigger.chassis.errors.Challenge;
import io.outrigger.chassis.errors.ServiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two issuers whose keys have the same name. */
class IssuersTest {

    private static final String OURS = "https://ours.example";
    private static final String PARTNERS = "https://partner.example";
    private static final RSAKey OUR_KEY = generate();
    private static final RSAKey PARTNERS_KEY = generate();

    @TempDir
    private Path directory;
    private JwtVerifier verifier;

    @BeforeEach
    void publish() throws IOException {
        JwtIssuer partner = new JwtIssuer(PARTNERS, "inference", file("partner.json", PARTNERS_KEY));
        verifier = new JwtVerifier(new JwtConfig(
                List.of(new JwtIssuer(OURS, "outrigger", file("ours.json", OUR_KEY)),
                        new JwtIssuer(partner.name(), partner.audience(), "aud", partner.scopeClaims(), "", partner.jwks(),
                                Optional.of(Set.of("acme")), Optional.of(Set.of("infer")))),
                Duration.ofSeconds(5), List.of("RS256")), Clock.systemUTC());
    }

    @Test
    void eachSignsWithItsOwnKey() throws JOSEException {
        assertThat(verifier.authenticate(token(OURS, "outrigger", "acme", OUR_KEY)).tenant()).isEqualTo("acme");
        assertThat(verifier.authenticate(token(PARTNERS, "inference", "acme", PARTNERS_KEY)).tenant()).isEqualTo("acme");
    }

    @Test
    void aKeySignsForNoOtherIssuer() throws JOSEException {
        refuses(token(OURS, "outrigger", "acme", PARTNERS_KEY), "The token's signature is wrong");
        refuses(token(PARTNERS, "inference", "acme", OUR_KEY), "The token's signature is wrong");
    }

    @Test
    void eachIsBelievedAsFarAsItsOwnSettingsGo() throws JOSEException {
        refuses(token(PARTNERS, "outrigger", "acme", PARTNERS_KEY), "one for 'inference' is expected");
        refuses(token(PARTNERS, "inference", "globex", PARTNERS_KEY), "The token speaks for the tenant 'globex'");
        assertThat(verifier.authenticate(token(PARTNERS, "inference", "acme", PARTNERS_KEY)).scopes()).containsExactly("infer");
        assertThat(verifier.authenticate(token(OURS, "outrigger", "globex", OUR_KEY)).scopes()).contains("infer", "admin");
    }

    @Test
    void nobodyElseIsBelievedAndNobodyIsToldWhoIs() throws JOSEException {
        refuses(token("https://evil.example", "outrigger", "acme", OUR_KEY),
                "The token is of the issuer 'https://evil.example'; one of 2 others is expected (iss).");
        refuses(token(OURS + '/', "outrigger", "acme", OUR_KEY), "one of 2 others is expected");
        refuses(token(null, "outrigger", "acme", OUR_KEY), "The token has no claim 'iss', which is required here.");
    }

    private void refuses(String authorization, String sentence) {
        assertThatThrownBy(() -> verifier.authenticate(authorization)).hasMessageContaining(sentence)
                .isInstanceOfSatisfying(ServiceException.class, e -> assertThat(e.challenge()).contains(Challenge.INVALID_TOKEN));
    }

    private String file(String name, RSAKey key) throws IOException {
        return Files.writeString(directory.resolve(name), new JWKSet(List.<JWK>of(key.toPublicJWK())).toString()).toString();
    }

    private static String token(String issuer, String audience, String tenant, RSAKey key) throws JOSEException {
        SignedJWT token = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("key-1").build(), new JWTClaimsSet.Builder()
                .subject("alice").issuer(issuer).audience(audience).claim("tenant", tenant).claim("scope", "infer admin")
                .expirationTime(Date.from(Instant.now().plusSeconds(600))).build());
        token.sign(new RSASSASigner(key));
        return "Bearer " + token.serialize();
    }

    private static RSAKey generate() {
        try {
            return new RSAKeyGenerator(2048).keyID("key-1").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
