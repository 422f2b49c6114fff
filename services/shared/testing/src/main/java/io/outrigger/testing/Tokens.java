package io.outrigger.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

    /** @param models null for all */
    public String until(String scopes, List<String> models, Instant expires) {
        return sign(claims(scopes).claim("models", models).expirationTime(Date.from(expires)).build());
    }

    public JWTClaimsSet.Builder claims(String scopes) {
        return new JWTClaimsSet.Builder().subject("tester").issuer(ISSUER).audience(AUDIENCE).claim("scope", scopes)
                .claim("tenant", "team-a").expirationTime(Date.from(Instant.now().plusSeconds(600)));
    }

    public String sign(JWTClaimsSet claims) {
        return sign(claims, (JOSEObjectType) null);
    }

    public String sign(JWTClaimsSet claims, JOSEObjectType type) {
        return sign(type, new Payload(claims.toJSONObject()));
    }

    /** With null in one claim. */
    public String sign(JWTClaimsSet claims, String nullClaim) {
        Map<String, Object> json = new HashMap<>(claims.toJSONObject());
        json.put(nullClaim, null);
        return sign(null, new Payload(JSONObjectUtils.toJSONString(json)));
    }

    private String sign(JOSEObjectType type, Payload payload) {
        try {
            JWSObject token = new JWSObject(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("test").type(type).build(), payload);
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
