package io.outrigger.chassis.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import java.util.List;

/** Whether a key of one issuer's has signed a token. Each refusal has its own sentence. Safe for several threads. */
final class TokenSignature {

    private final JWKSource<SecurityContext> keys;
    private final DefaultJWSVerifierFactory verifiers = new DefaultJWSVerifierFactory();

    TokenSignature(JWKSource<SecurityContext> keys) {
        this.keys = keys;
    }

    /**
     * Returns where one of the keys has signed the token.
     *
     * @throws ServiceException UNAUTHENTICATED_CALLER with the one reason, DEPENDENCY_UNAVAILABLE while the keys cannot be read
     */
    void check(SignedToken token) {
        JWSObject signed = token.signed();
        JWSHeader header = signed.getHeader();
        List<JWK> candidates = candidates(header);
        if (candidates.isEmpty()) {
            throw Claims.refused("The token is signed with " + key(header) + ", which is not among the issuer's keys for "
                    + header.getAlgorithm().getName() + ".");
        }
        for (JWK candidate : candidates) {
            try {
                if (candidate instanceof AsymmetricJWK asymmetric
                        && signed.verify(verifiers.createJWSVerifier(header, asymmetric.toPublicKey()))) {
                    return;
                }
            } catch (JOSEException unusableKey) {
                // A key that cannot be used has not signed; another one may have.
                continue;
            }
        }
        throw Claims.refused("The token's signature is wrong: " + key(header) + " of the issuer has not signed what it says.");
    }

    private List<JWK> candidates(JWSHeader header) {
        try {
            return keys.get(new JWKSelector(JWKMatcher.forJWSHeader(header)), null);
        } catch (KeySourceException e) {
            throw new ServiceException(
                    ErrorCode.DEPENDENCY_UNAVAILABLE, "The issuer's keys cannot be read at the moment, so no token can be checked.", e);
        }
    }

    private static String key(JWSHeader header) {
        return header.getKeyID() == null ? "a key without a name" : "the key " + Quote.of(header.getKeyID()) + " (kid)";
    }
}
