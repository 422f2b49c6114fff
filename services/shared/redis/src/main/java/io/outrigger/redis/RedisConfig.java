package io.outrigger.redis;

import io.outrigger.chassis.config.HostPort;
import io.outrigger.chassis.config.Settings;
import java.time.Duration;
import java.util.Optional;

/**
 * Where Redis is and how little it may cost when it is away.
 *
 * @param timeout the longest an answer may take
 * @param pause after a failure nobody asks for so long
 */
public record RedisConfig(HostPort address, Duration timeout, Duration pause) {

    private static final int STANDARD_PORT = 6379;

    /** With times for what the database does as well: it is quicker than a slow Redis. */
    public static RedisConfig of(HostPort address) {
        return new RedisConfig(address, Duration.ofMillis(150), Duration.ofSeconds(1));
    }

    /** Where Redis is, where that is said: REDIS_HOST with or without a port, and REDIS_PORT. */
    public static Optional<HostPort> address(Settings settings) {
        int port = settings.integer("REDIS_PORT", STANDARD_PORT, 1, 65_535, "port of Redis, where REDIS_HOST names none");
        String host = settings.string("REDIS_HOST", "", "host of Redis, or host:port");
        if (host.isEmpty()) {
            return Optional.empty();
        }
        boolean hasPort = host.matches(".*:[0-9]+") && (host.startsWith("[") || host.indexOf(':') == host.lastIndexOf(':'));
        return Optional.of(hasPort ? settings.hostPort("REDIS_HOST", new HostPort("127.0.0.1", port), "host of Redis, or host:port")
                : new HostPort(host, port));
    }
}
