package io.outrigger.local.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.outrigger.local.StartException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/** Makes the local platform's tokens. */
public final class TokenMint {
    public static final String ISSUER = "outrigger-local";
    public static final String AUDIENCE = "outrigger";
    public static final String USER_SCOPES = "infer batch models:read";
    public static final String ADMIN_SCOPES = "infer batch models:read models:write admin";

    /** A working day and the night after it. */
    public static final Duration VALID_FOR = Duration.ofHours(24);

    private final SigningKey signingKey;
    private final Clock clock;

    public TokenMint(SigningKey signingKey, Clock clock) {
        this.signingKey = signingKey;
        this.clock = clock;
    }

    /** @param scopes separated by blanks */
    public String mint(String subject, String scopes) {
        return mint(subject, scopes, VALID_FOR);
    }

    /** @param validFor negative for a token that has expired */
    public String mint(String subject, String scopes, Duration validFor) {
        Instant now = clock.instant();
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(signingKey.key().getKeyID()).build(),
                new JWTClaimsSet.Builder()
                        .issuer(ISSUER)
                        .audience(AUDIENCE)
                        .subject(subject)
                        .claim("tenant", "local")
                        .claim("scope", scopes)
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(validFor)))
                        .build());
        try {
            token.sign(new RSASSASigner(signingKey.key()));
        } catch (JOSEException e) {
            throw new StartException("No token can be signed with the key in the state directory (" + e.getMessage() + ").", e);
        }
        return token.serialize();
    }
}
