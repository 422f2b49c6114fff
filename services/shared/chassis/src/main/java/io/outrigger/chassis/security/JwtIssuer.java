package io.outrigger.chassis.security;

import io.outrigger.chassis.config.Settings;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One issuer whose tokens are believed, where they say what, and how far it is believed.
 *
 * @param name the {@code iss} that a token must have, to the character
 * @param audience what the audience claim must be or contain
 * @param audienceClaim {@code aud}; {@code client_id} or {@code azp} for issuers whose access tokens name no audience
 * @param scopeClaims the claims that hold scopes, each a text with spaces between them or a list of texts; all are heeded
 * @param scopePrefix what the issuer writes before every scope and is cut off; may be empty
 * @param jwks file or http(s) URL of the issuer's public keys
 * @param tenants for whom its tokens may speak; absent: for anybody
 * @param scopes what its tokens may grant, others are not heeded; absent: anything
 */
public record JwtIssuer(String name, String audience, String audienceClaim, List<String> scopeClaims, String scopePrefix, String jwks,
        Optional<Set<String>> tenants, Optional<Set<String>> scopes) {

    /** The standard's, Entra's and Okta's, and Auth0's. Roles are not among them: a role called admin is not our scope. */
    private static final String SCOPE_CLAIMS = "scope,scp,permissions";
    /** Of an issuer that speaks for some tenants only: what goes over all of them, it has to be given by name. */
    private static final Set<String> A_TENANTS_SCOPES = Set.of("infer", "batch", "models:read");

    public JwtIssuer {
        scopeClaims = List.copyOf(scopeClaims);
        tenants = tenants.map(Set::copyOf);
        scopes = scopes.map(Set::copyOf);
    }

    /** Tokens that say everything where it usually stands. */
    public JwtIssuer(String name, String audience, String jwks) {
        this(name, audience, "aud", names(SCOPE_CLAIMS), "", jwks, Optional.empty(), Optional.empty());
    }

    /** @param suffix of the names of its settings: nothing for the first issuer, {@code _2} for the second */
    static JwtIssuer from(Settings settings, String suffix) {
        String more = suffix.isEmpty() ? "; further ones by JWT_ISSUER_2 to JWT_ISSUER_" + JwtConfig.ISSUERS_MAX
                + ", each with a JWT_JWKS_2 and whatever it needs of the others" : "";
        Optional<Set<String>> tenants = some(settings, "JWT_TENANTS" + suffix,
                "tenants for whom its tokens may speak, with commas between them; none: any");
        return new JwtIssuer(
                settings.required("JWT_ISSUER" + suffix, "issuer that tokens must name (iss)" + more),
                settings.string("JWT_AUDIENCE" + suffix, "outrigger", "audience that tokens must name"),
                settings.choice("JWT_AUDIENCE_CLAIM" + suffix, "aud", List.of("aud", "client_id", "azp"),
                        "claim that names it; client_id for Amazon Cognito"),
                names(settings.string("JWT_SCOPE_CLAIMS" + suffix, SCOPE_CLAIMS, "claims that hold scopes, with commas between them")),
                settings.string("JWT_SCOPE_PREFIX" + suffix, "", "what the issuer writes before each scope, such as \"outrigger/\""),
                settings.required("JWT_JWKS" + suffix, "file or URL of the issuer's public keys, as a JWK set"),
                tenants,
                some(settings, "JWT_SCOPES" + suffix, "scopes that its tokens may grant; none: all, or infer, batch and models:read of "
                        + "an issuer with JWT_TENANTS").or(() -> tenants.map(_ -> A_TENANTS_SCOPES)));
    }

    private static Optional<Set<String>> some(Settings settings, String name, String what) {
        Optional<Set<String>> given = settings.optional(name, what).map(list -> Set.copyOf(names(list)));
        if (given.isPresent() && given.get().isEmpty()) {
            settings.reject(name + ": expected names with commas between them, found none.");
        }
        return given;
    }

    static List<String> names(String list) {
        return Arrays.stream(list.split(",")).map(String::strip).filter(name -> !name.isEmpty()).distinct().toList();
    }
}
