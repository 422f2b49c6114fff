package io.outrigger.chassis.keys;

import io.outrigger.chassis.errors.Challenge;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.security.Authenticator;
import io.outrigger.chassis.security.Credentials;
import io.outrigger.chassis.security.JwtVerifier;
import io.outrigger.chassis.security.Principal;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out who calls, by an API key (as X-API-Key, or as a bearer token) or by a token. A key is looked up in memory, by its hash, so
 * how long that takes says nothing about how much of a guess was right.
 */
public final class KeyOrToken implements Authenticator {

    private static final Logger LOG = LoggerFactory.getLogger(KeyOrToken.class);
    private static final String BEARER = "bearer ";

    private final JwtVerifier tokens;
    private final Optional<ApiKeyHasher> hash;
    private final ApiKeys keys;
    private final Clock clock;

    /** @param hash absent where there are no keys */
    public KeyOrToken(JwtVerifier tokens, Optional<ApiKeyHasher> hash, ApiKeys keys, Clock clock) {
        this.tokens = tokens;
        this.hash = hash;
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public Principal authenticate(Credentials credentials) {
        Optional<String> bearer = credentials.authorization().map(String::strip)
                .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(value -> value.substring(BEARER.length()).strip());
        Optional<String> asKey = credentials.apiKey().map(String::strip);
        try {
            if (asKey.isPresent() && credentials.authorization().isPresent() && !asKey.equals(bearer)) {
                throw refused("Authorization and X-API-Key are both there and differ; one of them is expected.");
            }
            Optional<String> key = asKey.or(() -> bearer.filter(value -> value.startsWith(ApiKeyText.MARK)));
            if (key.isPresent()) {
                return holder(key.get());
            }
        } catch (ServiceException refused) {
            LOG.info("a caller was refused: {}", refused.getMessage());
            throw refused.challenge(Challenge.INVALID_TOKEN);
        }
        return tokens.authenticate(credentials.authorization().orElse(null));
    }

    private Principal holder(String text) {
        if (hash.isEmpty()) {
            throw refused("API keys are not taken here, since there is no secret for them (API_KEYS_SECRET); a token is expected.");
        }
        if (!ApiKeyText.isKey(text)) {
            throw refused("The API key is malformed: 'ork_' and 38 letters and digits are expected, the last six of which are a checksum.");
        }
        var hashed = hash.get().of(text);
        HeldKey key = keys.find(hashed)
                .orElseThrow(() -> refused("The API key " + ApiKeyText.prefix(text) + "… is not known here."));
        Instant now = clock.instant();
        if (key.revoked()) {
            throw refused("The API key " + ApiKeyText.prefix(text) + "… has been revoked.");
        }
        if (key.expiresAt().filter(end -> !now.isBefore(end)).isPresent()) {
            throw new ServiceException(ErrorCode.TOKEN_EXPIRED,
                    "The API key " + ApiKeyText.prefix(text) + "… expired at " + key.expiresAt().get() + ".");
        }
        if (key.goodUntil().filter(end -> !now.isBefore(end)).isPresent()) {
            throw new ServiceException(ErrorCode.TOKEN_EXPIRED, "The API key " + ApiKeyText.prefix(text) + "… was changed for a new one, "
                    + "and was good until " + key.goodUntil().get() + ".");
        }
        keys.used(key.id(), now);
        return key.principal();
    }

    private static ServiceException refused(String sentence) {
        return new ServiceException(ErrorCode.UNAUTHENTICATED_CALLER, sentence);
    }
}
