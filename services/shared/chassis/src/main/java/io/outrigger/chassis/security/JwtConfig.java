package io.outrigger.chassis.security;

import io.outrigger.chassis.config.Settings;
import java.util.Arrays;
import java.util.List;

/**
 * Whose tokens are believed, and where they say what.
 *
 * @param issuer the {@code iss} that a token must have, to the character
 * @param audience what the audience claim must be or contain
 * @param audienceClaim {@code aud}; {@code client_id} or {@code azp} for issuers whose access tokens name no audience
 * @param scopeClaims the claims that hold scopes, each a text with spaces between them or a list of texts; all are heeded
 * @param scopePrefix what the issuer writes before every scope and is cut off; may be empty
 * @param jwks file or http(s) URL of the issuer's public keys
 */
public record JwtConfig(
        String issuer, String audience, String audienceClaim, List<String> scopeClaims, String scopePrefix, String jwks) {

    /** The standard's, Entra's and Okta's, and Auth0's. Roles are not among them: a role called admin is not our scope. */
    private static final String SCOPE_CLAIMS = "scope,scp,permissions";

    public JwtConfig {
        scopeClaims = List.copyOf(scopeClaims);
    }

    /** Tokens that say everything where it usually stands. */
    public JwtConfig(String issuer, String audience, String jwks) {
        this(issuer, audience, "aud", names(SCOPE_CLAIMS), "", jwks);
    }

    public static JwtConfig from(Settings settings) {
        return new JwtConfig(
                settings.required("JWT_ISSUER", "issuer that tokens must name (iss)"),
                settings.string("JWT_AUDIENCE", "outrigger", "audience that tokens must name"),
                settings.choice("JWT_AUDIENCE_CLAIM", "aud", List.of("aud", "client_id", "azp"),
                        "claim that names it; client_id for Amazon Cognito"),
                names(settings.string("JWT_SCOPE_CLAIMS", SCOPE_CLAIMS, "claims that hold scopes, with commas between them")),
                settings.string("JWT_SCOPE_PREFIX", "", "what the issuer writes before each scope, such as \"outrigger/\""),
                settings.required("JWT_JWKS", "file or URL of the issuer's public keys, as a JWK set"));
    }

    private static List<String> names(String list) {
        return Arrays.stream(list.split(",")).map(String::strip).filter(name -> !name.isEmpty()).toList();
    }
}
