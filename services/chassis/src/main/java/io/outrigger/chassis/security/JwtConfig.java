package io.outrigger.chassis.security;

import io.outrigger.chassis.config.Settings;

/**
 * Whose tokens are believed.
 *
 * @param issuer the {@code iss} that a token must have
 * @param audience the {@code aud} that a token must contain
 * @param jwks file or http(s) URL of the issuer's public keys
 */
public record JwtConfig(String issuer, String audience, String jwks) {

    public static JwtConfig from(Settings settings) {
        return new JwtConfig(
                settings.required("JWT_ISSUER", "issuer that tokens must name (iss)"),
                settings.string("JWT_AUDIENCE", "outrigger", "audience that tokens must name (aud)"),
                settings.required("JWT_JWKS", "file or URL of the issuer's public keys, as a JWK set"));
    }
}
