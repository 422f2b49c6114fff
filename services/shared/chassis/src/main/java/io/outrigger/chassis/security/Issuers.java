package io.outrigger.chassis.security;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.ResourceRetriever;
import io.outrigger.chassis.errors.Quote;
import java.net.MalformedURLException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The issuers that are believed, each with its own keys: what one has signed is never taken for another's. Safe for several threads.
 *
 * <p>Keys behind an address are asked for every five minutes, and at once where a token names one that is not there, at most twice in 30
 * seconds. While the issuer is away the keys that it had last stay in force, as those of a file do.
 */
final class Issuers {

    /** The library's own half a second is less than an issuer takes that is busy or far away. */
    private static final Duration KEYS_CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration KEYS_READ_TIMEOUT = Duration.ofSeconds(5);
    private static final int KEYS_BYTES_MAX = 1 << 20;

    private final Map<String, Trusted> byName = new HashMap<>();

    Issuers(JwtConfig config, Clock clock) {
        config.issuers().forEach(issuer ->
                byName.put(issuer.name(), new Trusted(issuer, new TokenSignature(keys(issuer.jwks(), clock)))));
    }

    /** An issuer and whether it has signed something. */
    record Trusted(JwtIssuer issuer, TokenSignature signature) {
    }

    /** Whose keys are to be asked about this token. Others' names are told to nobody where there are several: they may be partners. */
    Trusted of(SignedToken token) {
        String name = token.issuer();
        Trusted trusted = byName.get(name);
        if (trusted == null) {
            throw Claims.refused("The token is of the issuer " + Quote.of(name) + "; one of " + (byName.size() == 1
                    ? Quote.of(byName.keySet().iterator().next()) : byName.size() + " others") + " is expected (iss).");
        }
        return trusted;
    }

    private static JWKSource<SecurityContext> keys(String location, Clock clock) {
        if (!location.startsWith("http://") && !location.startsWith("https://")) {
            return new KeyFile(Path.of(location.startsWith("file:") ? URI.create(location).getPath() : location), clock);
        }
        try {
            ResourceRetriever patient = new DefaultResourceRetriever(
                    (int) KEYS_CONNECT_TIMEOUT.toMillis(), (int) KEYS_READ_TIMEOUT.toMillis(), KEYS_BYTES_MAX);
            return KeyAddress.of(JWKSourceBuilder.create(URI.create(location).toURL(), patient));
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("JWT_JWKS is no URL: " + location, e);
        }
    }
}
