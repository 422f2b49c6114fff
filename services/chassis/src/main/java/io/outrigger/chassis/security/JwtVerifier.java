package io.outrigger.chassis.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.net.MalformedURLException;
import java.net.URI;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Turns a bearer token into a {@link Principal}: RS256 only, signed by a key of the issuer's JWK set, with the right issuer,
 * audience and time.
 *
 * <p>Keys are read again while running, so they can be rotated. A token that has passed is remembered for half a minute, at
 * most until it expires: verifying a signature costs more than the rest of the gateway's work. Safe for several threads.
 */
public final class JwtVerifier {

    private static final int CLOCK_SKEW_SECONDS = 5;
    private static final int TOKEN_CHARACTERS_MAX = 8_192;
    private static final String BEARER = "bearer ";

    private record Verified(Principal principal, Instant expires) {
    }

    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    private final Cache<String, Verified> verified =
            Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(Duration.ofSeconds(30)).build();
    private final Clock clock;

    public JwtVerifier(JwtConfig config, Clock clock) {
        this.clock = clock;
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, keys(config.jwks(), clock)));
        var claims = new DefaultJWTClaimsVerifier<SecurityContext>(
                config.audience(), new JWTClaimsSet.Builder().issuer(config.issuer()).build(), Set.of("sub", "exp"));
        claims.setMaxClockSkew(CLOCK_SKEW_SECONDS);
        processor.setJWTClaimsSetVerifier(claims);
    }

    /**
     * Reads an Authorization header.
     *
     * @param authorization the header's value; null or empty when there is none
     * @throws ServiceException UNAUTHENTICATED_CALLER or TOKEN_EXPIRED with a sentence that never repeats the token
     */
    public Principal authenticate(String authorization) {
        if (authorization == null || authorization.isBlank()) {
            throw refused("An Authorization header with a bearer token is required; there is none.");
        }
        if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw refused("The Authorization header must be 'Bearer <token>'; it is of another kind.");
        }
        String token = authorization.substring(BEARER.length()).strip();
        if (token.isEmpty() || token.length() > TOKEN_CHARACTERS_MAX) {
            throw refused("The bearer token must have 1 to " + TOKEN_CHARACTERS_MAX + " characters; it has " + token.length() + ".");
        }
        Verified known = verified.getIfPresent(token);
        if (known == null) {
            known = verify(token);
            verified.put(token, known);
        }
        if (clock.instant().isAfter(known.expires().plusSeconds(CLOCK_SKEW_SECONDS))) {
            throw new ServiceException(ErrorCode.TOKEN_EXPIRED, "The token expired at " + known.expires() + ".");
        }
        return known.principal();
    }

    private Verified verify(String token) {
        try {
            JWTClaimsSet claims = processor.process(token, null);
            String subject = claims.getSubject();
            String tenant = claims.getStringClaim("tenant");
            String scope = claims.getStringClaim("scope");
            List<String> models = claims.getStringListClaim("models");
            Principal principal = new Principal(
                    subject,
                    tenant == null ? subject : tenant,
                    scope == null || scope.isBlank() ? Set.of() : new HashSet<>(List.of(scope.strip().split("\\s+"))),
                    models == null ? Set.of() : new HashSet<>(models));
            return new Verified(principal, claims.getExpirationTime().toInstant());
        } catch (ParseException e) {
            throw refused("The bearer token is not a JWT of the expected form.");
        } catch (ExpiredJWTException e) {
            throw new ServiceException(ErrorCode.TOKEN_EXPIRED, "The token has expired.");
        } catch (KeySourceException e) {
            throw new ServiceException(
                    ErrorCode.DEPENDENCY_UNAVAILABLE, "The issuer's keys cannot be read at the moment, so no token can be checked.", e);
        } catch (BadJOSEException | JOSEException e) {
            throw refused("The token is not valid here: it must be signed with RS256 by a known key, for this issuer and audience.");
        }
    }

    private static ServiceException refused(String sentence) {
        return new ServiceException(ErrorCode.UNAUTHENTICATED_CALLER, sentence);
    }

    private static JWKSource<SecurityContext> keys(String location, Clock clock) {
        if (!location.startsWith("http://") && !location.startsWith("https://")) {
            return new KeyFile(Path.of(location.startsWith("file:") ? URI.create(location).getPath() : location), clock);
        }
        try {
            return new KeyAddress(JWKSourceBuilder.create(URI.create(location).toURL()).build());
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("JWT_JWKS is no URL: " + location, e);
        }
    }
}
