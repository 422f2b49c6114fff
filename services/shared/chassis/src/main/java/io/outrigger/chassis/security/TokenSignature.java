package io.outrigger.chassis.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObject;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.JWSAlgorithm;
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
import java.text.ParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The outer half of a token: its form, its algorithm, and whether a key of the issuer's signed it.
 *
 * <p>The algorithm is one of a short list whatever the token and the key say, so neither "none" nor a public key taken for a
 * shared secret gets by. Each refusal has its own sentence. Safe for several threads.
 */
final class TokenSignature {

    /** What the usual identity providers sign with; all need a private key. */
    private static final List<JWSAlgorithm> ALGORITHMS = List.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256);
    /** An access token's, with RFC 9068 or without; a logout token or a proof of possession is not one. */
    private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/jwt", "application/at+jwt");

    private static final Pattern PARTS = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

    private final JWKSource<SecurityContext> keys;
    private final DefaultJWSVerifierFactory verifiers = new DefaultJWSVerifierFactory();

    TokenSignature(JWKSource<SecurityContext> keys) {
        this.keys = keys;
    }

    /**
     * The claims that were signed.
     *
     * @throws ServiceException UNAUTHENTICATED_CALLER with the one reason, DEPENDENCY_UNAVAILABLE while the keys cannot be read
     */
    Map<String, Object> verifiedClaims(String token) {
        JWSObject signed = parse(token);
        JWSHeader header = signed.getHeader();
        JOSEObjectType type = header.getType();
        if (type != null && !TYPES.contains(type.getType().toLowerCase(Locale.ROOT))) {
            throw refused("The token is of the type " + Quote.of(type.getType()) + " (typ); JWT or at+jwt is expected.");
        }
        if (header.getCriticalParams() != null) {
            throw refused("The token's header demands extensions that are not known here (crit).");
        }
        verify(signed, candidates(header));
        Map<String, Object> claims = signed.getPayload().toJSONObject();
        if (claims == null) {
            throw refused("The token is malformed: its claims are not a JSON object.");
        }
        return claims;
    }

    private static JWSObject parse(String token) {
        JOSEObject parsed;
        try {
            parsed = JOSEObject.parse(token);
        } catch (ParseException | IllegalArgumentException e) {
            throw refused(PARTS.matcher(token).matches()
                    ? "The token is malformed: its header is not a JSON object that names an algorithm (alg), and everything in it once."
                    : "The token is malformed: it is not a signed JWT, three parts of base64url with points between them.");
        }
        if (parsed instanceof JWEObject) {
            throw refused("The token is encrypted; a signed one is expected. Identity providers give an encrypted or opaque token "
                    + "where no audience was asked for.");
        }
        if (!(parsed instanceof JWSObject signed) || !ALGORITHMS.contains(signed.getHeader().getAlgorithm())) {
            throw refused("The token is signed with the algorithm " + Quote.of(parsed.getHeader().getAlgorithm().getName())
                    + " (alg); RS256, PS256 or ES256 is expected.");
        }
        return signed;
    }

    private List<JWK> candidates(JWSHeader header) {
        try {
            return keys.get(new JWKSelector(JWKMatcher.forJWSHeader(header)), null);
        } catch (KeySourceException e) {
            throw new ServiceException(
                    ErrorCode.DEPENDENCY_UNAVAILABLE, "The issuer's keys cannot be read at the moment, so no token can be checked.", e);
        }
    }

    private void verify(JWSObject signed, List<JWK> candidates) {
        JWSHeader header = signed.getHeader();
        if (candidates.isEmpty()) {
            throw refused("The token is signed with " + key(header) + ", which is not among the issuer's keys for "
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
        throw refused("The token's signature is wrong: " + key(header) + " of the issuer has not signed what it says.");
    }

    private static String key(JWSHeader header) {
        return header.getKeyID() == null ? "a key without a name" : "the key " + Quote.of(header.getKeyID()) + " (kid)";
    }

    private static ServiceException refused(String sentence) {
        return new ServiceException(ErrorCode.UNAUTHENTICATED_CALLER, sentence);
    }
}
