package io.outrigger.chassis.security;

import com.nimbusds.jose.JOSEObject;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import io.outrigger.chassis.errors.Quote;
import java.text.ParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A token of the right form, whose signature nobody has looked at yet: what it claims is good for choosing whose keys are to be asked.
 *
 * <p>The algorithm is one of a short list whatever the token and the key say, so neither "none" nor a public key taken for a
 * shared secret gets by.
 */
record SignedToken(JWSObject signed, Map<String, Object> claims) {

    /** An access token's, with RFC 9068 or without; a logout token or a proof of possession is not one. */
    private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/jwt", "application/at+jwt");
    private static final Pattern PARTS = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

    /**
     * Takes a token apart.
     *
     * @param algorithms with which it may be signed
     * @throws io.outrigger.chassis.errors.ServiceException UNAUTHENTICATED_CALLER with the one reason
     */
    static SignedToken parse(String token, List<String> algorithms) {
        JWSObject signed = object(token, algorithms);
        JWSHeader header = signed.getHeader();
        JOSEObjectType type = header.getType();
        if (type != null && !TYPES.contains(type.getType().toLowerCase(Locale.ROOT))) {
            throw Claims.refused("The token is of the type " + Quote.of(type.getType()) + " (typ); JWT or at+jwt is expected.");
        }
        if (header.getCriticalParams() != null) {
            throw Claims.refused("The token's header demands extensions that are not known here (crit).");
        }
        Map<String, Object> claims = signed.getPayload().toJSONObject();
        if (claims == null) {
            throw Claims.refused("The token is malformed: its claims are not a JSON object.");
        }
        return new SignedToken(signed, claims);
    }

    private static JWSObject object(String token, List<String> algorithms) {
        JOSEObject parsed;
        try {
            parsed = JOSEObject.parse(token);
        } catch (ParseException | IllegalArgumentException e) {
            throw Claims.refused(PARTS.matcher(token).matches()
                    ? "The token is malformed: its header is not a JSON object that names an algorithm (alg), and everything in it once."
                    : "The token is malformed: it is not a signed JWT, three parts of base64url with points between them.");
        }
        if (parsed instanceof JWEObject) {
            throw Claims.refused("The token is encrypted; a signed one is expected. Identity providers give an encrypted or opaque token "
                    + "where no audience was asked for.");
        }
        if (!(parsed instanceof JWSObject signed) || !algorithms.contains(signed.getHeader().getAlgorithm().getName())) {
            throw Claims.refused("The token is signed with the algorithm " + Quote.of(parsed.getHeader().getAlgorithm().getName())
                    + " (alg); " + ClaimText.either(algorithms) + " is expected.");
        }
        return signed;
    }

    /** Who it says has issued it. */
    String issuer() {
        return Claims.required("iss", new Claims(claims).text("iss"));
    }
}
