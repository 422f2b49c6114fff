package io.outrigger.chassis.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.outrigger.chassis.access.Who;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JwtVerifierTest {

    private static final String ISSUER = "https://issuer.example";
    private static final RSAKey KEY = generate("key-1");

    @TempDir
    private Path directory;
    private Path keys;
    private JwtVerifier verifier;
    private final Moving clock = new Moving(Instant.now());

    @BeforeEach
    void publishKeys() throws IOException {
        keys = directory.resolve("jwks.json");
        publish(KEY);
        verifier = new JwtVerifier(new JwtConfig(ISSUER, "outrigger", keys.toString()), clock);
    }

    @Test
    void aValidTokenNamesItsPrincipal() throws JOSEException {
        String token = signed(claims().claim("scope", "infer models:read").claim("tenant", "acme").claim("models", List.of("a")), KEY);

        assertThat(verifier.authenticate("Bearer " + token))
                .isEqualTo(new Principal("alice", "acme", Set.of("infer", "models:read"), Optional.of(Set.of("a"))))
                .isEqualTo(verifier.authenticate("bearer " + token))
                .isEqualTo(verifier.authenticate(" Bearer " + token + " "));
    }

    @Test
    void aTokenWithoutTenantAndScopesMayDoNothing() throws JOSEException {
        Principal principal = verifier.authenticate("Bearer " + signed(claims(), KEY));

        assertThat(principal.tenant()).isEqualTo("alice");
        assertThatThrownBy(() -> Who.withScope("infer").require(principal)).hasMessageContaining("'infer'").hasMessageContaining("none");
    }

    @Test
    void refusesEveryOtherToken() throws JOSEException {
        String good = signed(claims(), KEY);
        refuses(null);
        refuses("");
        refuses("Basic YTpi");
        refuses("Bearer ");
        refuses("Bearer abc");
        refuses("Bearer a.b.c");
        refuses("Bearer " + "a".repeat(10_000));
        refuses("Bearer " + good.substring(0, good.length() - 6) + "AAAAAA");
        refuses("Bearer " + good.substring(0, good.lastIndexOf('.') + 1));
        refuses("Bearer " + new PlainJWT(claims().build()).serialize());
        refuses("Bearer " + signed(claims().issuer("https://other.example"), KEY));
        refuses("Bearer " + signed(claims().issuer(null), KEY));
        refuses("Bearer " + signed(claims().audience("other"), KEY));
        refuses("Bearer " + signed(claims().audience((String) null), KEY));
        refuses("Bearer " + signed(claims().subject(null), KEY));
        refuses("Bearer " + signed(claims().expirationTime(null), KEY));
        refuses("Bearer " + signed(claims().notBeforeTime(Date.from(Instant.now().plusSeconds(600))), KEY));
        refuses("Bearer " + signed(claims(), generate("key-1")));
        refuses("Bearer " + signed(claims(), generate("key-2")));
        refuses("Bearer " + with(JWSAlgorithm.HS256, claims(), new MACSigner(KEY.toRSAPublicKey().getEncoded())));
        refuses("Bearer " + with(JWSAlgorithm.RS512, claims(), new RSASSASigner(KEY)));
    }

    @Test
    void anExpiredTokenSaysSo() throws JOSEException {
        String token = signed(claims().expirationTime(Date.from(Instant.now().minusSeconds(60))), KEY);

        assertThatThrownBy(() -> verifier.authenticate("Bearer " + token))
                .isInstanceOfSatisfying(ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOKEN_EXPIRED));
    }

    @Test
    void aTokenThatWasVerifiedStillExpires() throws JOSEException {
        String token = signed(claims(), KEY);
        verifier.authenticate("Bearer " + token);

        clock.now = clock.now.plus(Duration.ofMinutes(11));

        assertThatThrownBy(() -> verifier.authenticate("Bearer " + token)).hasMessageStartingWith("The token expired at");
    }

    @Test
    void aRotatedKeyIsPickedUpWhileRunning() throws JOSEException, IOException {
        RSAKey next = generate("key-2");
        refuses("Bearer " + signed(claims(), next));

        publish(KEY, next);
        clock.now = clock.now.plusSeconds(6);

        assertThat(verifier.authenticate("Bearer " + signed(claims(), next)).subject()).isEqualTo("alice");
    }

    @Test
    void aKeyFileThatGoesAwayDoesNotStopTheService() throws JOSEException, IOException {
        verifier.authenticate("Bearer " + signed(claims(), KEY));
        Files.delete(keys);
        clock.now = clock.now.plusSeconds(6);

        assertThat(verifier.authenticate("Bearer " + signed(claims().claim("other", 1), KEY)).subject()).isEqualTo("alice");
    }

    @Test
    void tokensOfUnknownKeysAreRefusedHoweverManyThereAre() throws Exception {
        HttpServer issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        AtomicInteger asked = new AtomicInteger();
        issuer.createContext("/", exchange -> {
            asked.incrementAndGet();
            byte[] published = Files.readAllBytes(keys);
            exchange.sendResponseHeaders(200, published.length);
            exchange.getResponseBody().write(published);
            exchange.close();
        });
        issuer.start();
        try {
            String address = "http://127.0.0.1:" + issuer.getAddress().getPort() + "/";
            verifier = new JwtVerifier(new JwtConfig(ISSUER, "outrigger", address), clock);
            RSAKey unknown = generate("key-2");
            for (int token = 0; token < 10; token++) {
                SignedJWT forged = new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("forged-" + token).build(), claims().build());
                forged.sign(new RSASSASigner(unknown));
                refuses("Bearer " + forged.serialize());
            }
            assertThat(asked).hasValueLessThan(5);
            assertThat(verifier.authenticate("Bearer " + signed(claims(), KEY)).subject()).isEqualTo("alice");
        } finally {
            issuer.stop(0);
        }
    }

    @Test
    void anIssuerThatIsAwayIsNotTheTokensFault() throws JOSEException {
        verifier = new JwtVerifier(new JwtConfig(ISSUER, "outrigger", "http://127.0.0.1:1/"), clock);
        String token = "Bearer " + signed(claims(), KEY);

        for (int attempt = 0; attempt < 5; attempt++) {
            assertThatThrownBy(() -> verifier.authenticate(token)).isInstanceOfSatisfying(
                    ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DEPENDENCY_UNAVAILABLE));
        }
    }

    private void refuses(String authorization) {
        assertThatThrownBy(() -> verifier.authenticate(authorization)).as(authorization)
                .isInstanceOfSatisfying(ServiceException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED_CALLER);
                    assertThat(e.getMessage()).endsWith(".");
                });
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder().subject("alice").issuer(ISSUER).audience("outrigger")
                .expirationTime(Date.from(Instant.now().plusSeconds(600)));
    }

    private static String signed(JWTClaimsSet.Builder claims, RSAKey key) throws JOSEException {
        return with(JWSAlgorithm.RS256, claims, new RSASSASigner(key));
    }

    private static String with(JWSAlgorithm algorithm, JWTClaimsSet.Builder claims, JWSSigner signer) throws JOSEException {
        SignedJWT jwt = new SignedJWT(new JWSHeader.Builder(algorithm).keyID("key-1").build(), claims.build());
        if (signer instanceof RSASSASigner rsa && rsa.getPrivateKey() != null) {
            jwt = new SignedJWT(new JWSHeader.Builder(algorithm).build(), claims.build());
        }
        jwt.sign(signer);
        return jwt.serialize();
    }

    private void publish(RSAKey... published) throws IOException {
        Files.writeString(keys, new JWKSet(List.<com.nimbusds.jose.jwk.JWK>of(published)).toString(true));
    }

    private static RSAKey generate(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A clock that a test moves. */
    private static final class Moving extends Clock {

        private Instant now;

        Moving(Instant now) {
            this.now = now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
