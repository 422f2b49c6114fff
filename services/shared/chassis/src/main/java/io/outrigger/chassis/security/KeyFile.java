package io.outrigger.chassis.security;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Public keys in a file, as a mounted secret gives them; read again after a few seconds, so a rotation needs no restart.
 * While the file cannot be read, the keys that were read last stay in force.
 */
final class KeyFile implements JWKSource<SecurityContext> {

    private static final Duration FRESH_FOR = Duration.ofSeconds(5);

    private record Loaded(JWKSet keys, Instant at) {
    }

    private final Path file;
    private final Clock clock;
    private volatile Loaded loaded;

    KeyFile(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    @Override
    public List<JWK> get(JWKSelector selector, SecurityContext context) throws KeySourceException {
        Loaded current = loaded;
        if (current == null || clock.instant().isAfter(current.at().plus(FRESH_FOR))) {
            current = load(current);
            loaded = current;
        }
        return selector.select(current.keys());
    }

    private Loaded load(Loaded last) throws KeySourceException {
        try {
            return new Loaded(JWKSet.load(file.toFile()), clock.instant());
        } catch (IOException | ParseException e) {
            if (last == null) {
                throw new RemoteKeySourceException("the key file cannot be read", e);
            }
            return new Loaded(last.keys(), clock.instant());
        }
    }
}
