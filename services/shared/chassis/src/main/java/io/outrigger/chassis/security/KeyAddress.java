package io.outrigger.chassis.security;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.SecurityContext;
import java.util.List;

/**
 * Public keys behind an address, which is asked seldom, however many tokens name a key that nobody knows.
 *
 * <p>Such a token makes the source ask again, since the key may be new; when it has asked too often it gives up. That is the
 * token's fault while the issuer answers, and the issuer's while it does not.
 */
final class KeyAddress implements JWKSource<SecurityContext> {

    private final JWKSource<SecurityContext> source;
    private volatile boolean answers;

    KeyAddress(JWKSource<SecurityContext> source) {
        this.source = source;
    }

    /** Keys that stay in force while the issuer is away. */
    static KeyAddress of(JWKSourceBuilder<SecurityContext> builder) {
        return new KeyAddress(builder.outageTolerantForever().build());
    }

    @Override
    public List<JWK> get(JWKSelector selector, SecurityContext context) throws KeySourceException {
        try {
            List<JWK> keys = source.get(selector, context);
            answers = true;
            return keys;
        } catch (RateLimitReachedException askedTooOften) {
            if (answers) {
                return List.of();
            }
            throw askedTooOften;
        } catch (KeySourceException unavailable) {
            answers = false;
            throw unavailable;
        }
    }
}
