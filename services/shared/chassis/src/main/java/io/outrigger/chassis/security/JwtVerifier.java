package io.outrigger.chassis.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.outrigger.chassis.errors.Challenge;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.security.TokenClaims.Verified;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns a bearer token into a {@link Principal}: signed by a key of the issuer that it names, with the right audience and
 * time. What is wrong with one that is refused is said to its sender and noted in the log, once each.
 *
 * <p>Keys are read again while running, so they can be rotated. A token that has passed is remembered for half a minute, at
 * most until it expires: verifying a signature costs more than the rest of the gateway's work. Safe for several threads.
 */
public final class JwtVerifier {

    private static final Logger LOG = LoggerFactory.getLogger(JwtVerifier.class);
    private static final int TOKEN_CHARACTERS_MAX = 8_192;
    private static final String BEARER = "bearer ";

    private final JwtConfig config;
    private final Issuers issuers;
    private final Cache<String, Verified> verified =
            Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(Duration.ofSeconds(30)).build();
    private final Clock clock;

    public JwtVerifier(JwtConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.issuers = new Issuers(config, clock);
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
            throw refused.code().httpStatus() == 401 && isBearer(authorization) ? refused.challenge(Challenge.INVALID_TOKEN) : refused;
        }
    }

    private Principal verify(String header) {
        if (header == null || header.isBlank()) {
            throw refused("An Authorization header with a bearer token is required; there is none.");
        }
        String authorization = header.strip(); // HTTP leaves out the spaces around a value; gRPC's metadata keep them
        if (!isBearer(authorization)) {
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
        SignedToken signed = SignedToken.parse(token, config.algorithms());
        Issuers.Trusted trusted = issuers.of(signed);
        trusted.signature().check(signed);
        Verified fresh = new TokenClaims(trusted.issuer(), config.clockSkew(), signed.claims()).verify(clock.instant());
        verified.put(token, fresh);
        return fresh.principal();
    }

    private static boolean isBearer(String authorization) {
        return authorization != null && authorization.strip().regionMatches(true, 0, BEARER, 0, BEARER.length());
    }

    private static ServiceException refused(String sentence) {
        return new ServiceException(ErrorCode.UNAUTHENTICATED_CALLER, sentence);
    }
}
