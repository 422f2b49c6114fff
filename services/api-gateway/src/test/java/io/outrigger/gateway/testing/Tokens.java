package io.outrigger.gateway.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/** An issuer with one key, whose public half lies in a file. */
public final class Tokens {

    public static final String ISSUER = "https://issuer.test";
    public static final String AUDIENCE = "outrigger";

    private final RSAKey key;
    private final Path keyFile;

    public Tokens() {
        try {
            key = new RSAKeyGenerator(2048).keyID("test").generate();
            keyFile = Files.createTempFile("jwks", ".json");
            keyFile.toFile().deleteOnExit();
            Files.writeString(keyFile, new JWKSet(key.toPublicJWK()).toString());
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path keyFile() {
        return keyFile;
    }

    public String with(String scopes) {
        return sign(claims(scopes).build());
    }

    public String limitedTo(String model, String scopes) {
        return sign(claims(scopes).claim("models", List.of(model)).build());
    }

    public JWTClaimsSet.Builder claims(String scopes) {
        return new JWTClaimsSet.Builder().subject("tester").issuer(ISSUER).audience(AUDIENCE).claim("scope", scopes).claim("tenant",
                "team-a")
                .expirationTime(Date.from(Instant.now().plusSeconds(600)));
    }

    public String sign(JWTClaimsSet claims) {
        try {
            SignedJWT token = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("test").build(), claims);
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
