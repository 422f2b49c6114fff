package io.outrigger.redis;

import io.outrigger.chassis.config.HostPort;
import io.outrigger.chassis.config.Settings;
import java.util.Optional;

/**
 * Where Redis is, and what it asks of who connects.
 *
 * @param password of the user {@code default}; empty where Redis asks for none
 */
public record RedisServer(HostPort address, Optional<String> password) {

    private static final int STANDARD_PORT = 6379;

    /** Where that is said: REDIS_HOST with or without a port, REDIS_PORT and REDIS_PASSWORD. */
    public static Optional<RedisServer> from(Settings settings) {
        int port = settings.integer("REDIS_PORT", STANDARD_PORT, 1, 65_535, "port of Redis, where REDIS_HOST names none");
        String password = settings.secret("REDIS_PASSWORD", "", "password of Redis, where it asks for one");
        String host = settings.string("REDIS_HOST", "", "host of Redis, or host:port");
        if (host.isEmpty()) {
            return Optional.empty();
        }
        boolean hasPort = host.matches(".*:[0-9]+") && (host.startsWith("[") || host.indexOf(':') == host.lastIndexOf(':'));
        HostPort address = hasPort ? settings.hostPort("REDIS_HOST", new HostPort("127.0.0.1", port), "host of Redis, or host:port")
                : new HostPort(host, port);
        return Optional.of(new RedisServer(address, Optional.of(password).filter(given -> !given.isEmpty())));
    }

    /** One that asks for nothing. */
    public static RedisServer at(HostPort address) {
        return new RedisServer(address, Optional.empty());
    }

    /** Without the password, for the log. */
    @Override
    public String toString() {
        return address.toString();
    }
}
