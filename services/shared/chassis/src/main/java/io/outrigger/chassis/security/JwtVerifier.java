package io.outrigger.chassis.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.ResourceRetriever;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.security.TokenClaims.Verified;
import java.net.MalformedURLException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns a bearer token into a {@link Principal}: signed by a key of the issuer's JWK set, with the right issuer, audience and
 * time. What is wrong with one that is refused is said to its sender and noted in the log, once each.
 *
 * <p>Keys are read again while running, so they can be rotated. A token that has passed is remembered for half a minute, at
 * most until it expires: verifying a signature costs more than the rest of the gateway's work. Safe for several threads.
 */
public final class JwtVerifier {

    private static final Logger LOG = LoggerFactory.getLogger(JwtVerifier.class);
    private static final int TOKEN_CHARACTERS_MAX = 8_192;
    private static final String BEARER = "bearer ";
    /** The library's own half a second is less than an issuer takes that is busy or far away. */
    private static final Duration KEYS_CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration KEYS_READ_TIMEOUT = Duration.ofSeconds(5);
    private static final int KEYS_BYTES_MAX = 1 << 20;

    private final JwtConfig config;
    private final TokenSignature signatures;
    private final Cache<String, Verified> verified =
            Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(Duration.ofSeconds(30)).build();
    private final Clock clock;

    public JwtVerifier(JwtConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.signatures = new TokenSignature(keys(config.jwks(), clock));
    }

    /**
     * Reads an Authorization header.
     *
     * @param authorization the header's value; null or empty when there is none
     * @throws ServiceException UNAUTHENTICATED_CALLER or TOKEN_EXPIRED with a sentence that never repeats the token
     */
    public Principal authenticate(String authorization) {
        try {
            return verify(authorization);
        } catch (ServiceException refused) {
            LOG.info("a caller was refused: {}", refused.getMessage());
            throw refused;
        }
    }

    private Principal verify(String header) {
        if (header == null || header.isBlank()) {
            throw refused("An Authorization header with a bearer token is required; there is none.");
        }
        String authorization = header.strip(); // HTTP leaves out the spaces around a value; gRPC's metadata keep them
        if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw refused("The Authorization header must be 'Bearer <token>'; it is of another kind.");
        }
        String token = authorization.substring(BEARER.length()).strip();
        if (token.isEmpty() || token.length() > TOKEN_CHARACTERS_MAX) {
            throw refused("The bearer token must have 1 to " + TOKEN_CHARACTERS_MAX + " characters; it has " + token.length() + ".");
        }
        Verified known = verified.getIfPresent(token);
        if (known != null) {
            known.checkTime(clock.instant());
            return known.principal();
        }
        Verified fresh = new TokenClaims(config, signatures.verifiedClaims(token)).verify(clock.instant());
        verified.put(token, fresh);
        return fresh.principal();
    }

    private static ServiceException refused(String sentence) {
        return new ServiceException(ErrorCode.UNAUTHENTICATED_CALLER, sentence);
    }

    private static JWKSource<SecurityContext> keys(String location, Clock clock) {
        if (!location.startsWith("http://") && !location.startsWith("https://")) {
            return new KeyFile(Path.of(location.startsWith("file:") ? URI.create(location).getPath() : location), clock);
        }
        try {
            ResourceRetriever patient = new DefaultResourceRetriever(
                    (int) KEYS_CONNECT_TIMEOUT.toMillis(), (int) KEYS_READ_TIMEOUT.toMillis(), KEYS_BYTES_MAX);
            return new KeyAddress(JWKSourceBuilder.create(URI.create(location).toURL(), patient).build());
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("JWT_JWKS is no URL: " + location, e);
        }
    }
}
