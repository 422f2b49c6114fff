package io.outrigger.chassis.security;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The claims of a token whose signature is right: checked against what is expected of its issuer, and made a {@link Principal}.
 * Nothing here knows a clock or a key.
 */
final class TokenClaims {

    private final JwtIssuer issuer;
    private final Duration clockSkew;
    private final Claims claims;

    TokenClaims(JwtIssuer issuer, Duration clockSkew, Map<String, Object> claims) {
        this.issuer = issuer;
        this.clockSkew = clockSkew;
        this.claims = new Claims(claims);
    }

    /** Who the token speaks for, and until when, by our clock. */
    record Verified(Principal principal, Instant expires, Duration clockSkew) {

        /**
         * Returns while the token's time is not over.
         *
         * @throws ServiceException TOKEN_EXPIRED
         */
        void checkTime(Instant now) {
            if (now.isAfter(expires.plus(clockSkew))) {
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
        String subject = Claims.required("sub", claims.name("sub"));
        Instant expires = Claims.required("exp", claims.time("exp"));
        Optional<Instant> notBefore = claims.time("nbf");
        Optional<Instant> issuedAt = claims.time("iat");
        Optional<List<String>> audiences = audiences();
        Principal principal = new Principal(subject, claims.name("tenant").orElse(subject), scopes(),
                claims.has("models") ? Optional.of(new HashSet<>(claims.texts("models"))) : Optional.empty());
        if (audiences.isEmpty() || !audiences.get().contains(issuer.audience())) {
            throw Claims.refused("The token is for " + audiences.map(ClaimText::list).orElse("no audience") + "; one for "
                    + Quote.of(issuer.audience()) + " is expected (" + issuer.audienceClaim() + ").");
        }
        if (issuer.tenants().isPresent() && !issuer.tenants().get().contains(principal.tenant())) {
            throw Claims.refused("The token speaks for the tenant " + Quote.of(principal.tenant())
                    + ", for whom its issuer may not speak here.");
        }
        notBefore.filter(time -> now.plus(clockSkew).isBefore(time)).ifPresent(time -> {
            throw Claims.refused("The token is not valid before " + time + " (nbf); it is " + now + ".");
        });
        issuedAt.filter(time -> now.plus(clockSkew).isBefore(time)).ifPresent(time -> {
            throw Claims.refused("The token is issued at " + time + " (iat), which is still to come; it is " + now + ".");
        });
        Verified verified = new Verified(principal, expires, clockSkew);
        verified.checkTime(now);
        return verified;
    }

    private Optional<List<String>> audiences() {
        String claim = issuer.audienceClaim();
        return claims.has(claim) ? Optional.of(textOrTexts(claim, List::of)) : Optional.empty();
    }

    private Set<String> scopes() {
        Set<String> scopes = new HashSet<>();
        for (String claim : issuer.scopeClaims()) {
            if (claims.has(claim)) {
                textOrTexts(claim, text -> Arrays.asList(text.strip().split("\\s+"))).stream()
                        .map(scope -> scope.startsWith(issuer.scopePrefix()) ? scope.substring(issuer.scopePrefix().length()) : scope)
                        .filter(scope -> !scope.isEmpty() && issuer.scopes().map(granted -> granted.contains(scope)).orElse(true))
                        .forEach(scopes::add);
            }
        }
        return scopes;
    }

    private List<String> textOrTexts(String claim, Function<String, List<String>> ofText) {
        return claims.isText(claim) ? ofText.apply(claims.text(claim).orElseThrow()) : claims.texts(claim);
    }
}
