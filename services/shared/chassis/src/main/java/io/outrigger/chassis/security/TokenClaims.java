package io.outrigger.chassis.security;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.headers.Tenant;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The claims of a token whose signature is right: read, checked against what is expected here, and made a {@link Principal}.
 *
 * <p>A claim of the wrong kind is the token's fault and named, as is null, which is not the same as absent: {@code models: null}
 * must not become "every model". Nothing here knows a clock or a key.
 */
final class TokenClaims {

    private static final int CLOCK_SKEW_SECONDS = 5;
    private static final int NAME_CHARACTERS_MAX = Tenant.CHARACTERS_MAX;
    /** The end of the year 9999: times beyond it, on either side, mean no more than this one. */
    private static final long SECONDS_MAX = 253_402_300_799L;

    private final JwtConfig config;
    private final Map<String, Object> claims;

    TokenClaims(JwtConfig config, Map<String, Object> claims) {
        this.config = config;
        this.claims = claims;
    }

    /** Who the token speaks for, and until when. */
    record Verified(Principal principal, Instant expires) {

        /**
         * Returns while the token's time is not over.
         *
         * @throws ServiceException TOKEN_EXPIRED
         */
        void checkTime(Instant now) {
            if (now.isAfter(expires.plusSeconds(CLOCK_SKEW_SECONDS))) {
                throw new ServiceException(ErrorCode.TOKEN_EXPIRED, "The token expired at " + expires + ".");
            }
        }
    }

    /**
     * Checks everything that stands in the token.
     *
     * @throws ServiceException UNAUTHENTICATED_CALLER or TOKEN_EXPIRED with the one reason
     */
    Verified verify(Instant now) {
        String issuer = required("iss", text("iss"));
        String subject = required("sub", name("sub"));
        Instant expires = required("exp", time("exp"));
        Optional<Instant> notBefore = time("nbf");
        Optional<List<String>> audiences = audiences();
        Principal principal = new Principal(subject, name("tenant").orElse(subject), scopes(),
                claims.containsKey("models") ? Optional.of(new HashSet<>(texts("models"))) : Optional.empty());
        if (!issuer.equals(config.issuer())) {
            throw refused("The token is of the issuer " + Quote.of(issuer) + "; one of " + Quote.of(config.issuer())
                    + " is expected (iss).");
        }
        if (audiences.isEmpty() || !audiences.get().contains(config.audience())) {
            throw refused("The token is for " + audiences.map(ClaimText::list).orElse("no audience") + "; one for "
                    + Quote.of(config.audience()) + " is expected (" + config.audienceClaim() + ").");
        }
        if (notBefore.isPresent() && now.plusSeconds(CLOCK_SKEW_SECONDS).isBefore(notBefore.get())) {
            throw refused("The token is not valid before " + notBefore.get() + " (nbf); it is " + now + ".");
        }
        Verified verified = new Verified(principal, expires);
        verified.checkTime(now);
        return verified;
    }

    private Optional<List<String>> audiences() {
        String claim = config.audienceClaim();
        return claims.containsKey(claim) ? Optional.of(claims.get(claim) instanceof String one ? List.of(one) : texts(claim))
                : Optional.empty();
    }

    private Set<String> scopes() {
        Set<String> scopes = new HashSet<>();
        for (String claim : config.scopeClaims()) {
            if (claims.containsKey(claim)) {
                List<String> granted = claims.get(claim) instanceof String one ? Arrays.asList(one.strip().split("\\s+")) : texts(claim);
                granted.stream()
                        .map(scope -> scope.startsWith(config.scopePrefix()) ? scope.substring(config.scopePrefix().length()) : scope)
                        .filter(scope -> !scope.isEmpty())
                        .forEach(scopes::add);
            }
        }
        return scopes;
    }

    private Optional<String> text(String claim) {
        if (!claims.containsKey(claim)) {
            return Optional.empty();
        }
        if (claims.get(claim) instanceof String text) {
            return Optional.of(text);
        }
        throw malformed(claim, "a text");
    }

    /** A text that names somebody: it goes into headers, logs and the keys of quotas. */
    private Optional<String> name(String claim) {
        Optional<String> name = text(claim);
        if (name.isPresent() && (name.get().isBlank() || name.get().length() > NAME_CHARACTERS_MAX
                || name.get().chars().anyMatch(Character::isISOControl))) {
            throw refused("The token's claim " + Quote.of(claim) + " must have 1 to " + NAME_CHARACTERS_MAX
                    + " characters without control characters; it is " + Quote.of(name.get()) + ".");
        }
        return name;
    }

    /** A number of seconds since 1970, with or without a fraction. */
    private Optional<Instant> time(String claim) {
        if (!claims.containsKey(claim)) {
            return Optional.empty();
        }
        if (claims.get(claim) instanceof Number seconds && Double.isFinite(seconds.doubleValue())) {
            double bounded = Math.clamp(seconds.doubleValue(), -SECONDS_MAX, SECONDS_MAX);
            return Optional.of(Instant.ofEpochMilli((long) (bounded * 1_000)));
        }
        throw malformed(claim, "a number of seconds");
    }

    private List<String> texts(String claim) {
        if (!(claims.get(claim) instanceof List<?> list)) {
            throw malformed(claim, "a list of texts");
        }
        List<String> texts = new ArrayList<>();
        for (Object entry : list) {
            if (!(entry instanceof String text)) {
                throw refused("The token's claim " + Quote.of(claim) + " must be a list of texts; one entry is "
                        + ClaimText.kind(entry) + ".");
            }
            texts.add(text);
        }
        return texts;
    }

    private static <T> T required(String claim, Optional<T> value) {
        return value.orElseThrow(() -> refused("The token has no claim " + Quote.of(claim) + ", which is required here."));
    }

    private ServiceException malformed(String claim, String expected) {
        return refused("The token's claim " + Quote.of(claim) + " must be " + expected + "; it is "
                + ClaimText.kind(claims.get(claim)) + ".");
    }

    private static ServiceException refused(String sentence) {
        return new ServiceException(ErrorCode.UNAUTHENTICATED_CALLER, sentence);
    }
}
