package io.outrigger.metadata.cache;

import io.outrigger.chassis.config.HostPort;
import java.time.Duration;

/**
 * Where Redis is and how little it may cost when it is away.
 *
 * @param timeout the longest an answer may take; the database is quicker than a slow Redis
 * @param pause after a failure nobody asks for so long
 * @param timeToLive an entry that is not renewed goes by itself
 */
public record RedisConfig(HostPort address, Duration timeout, Duration pause, Duration timeToLive) {

    public static RedisConfig of(HostPort address) {
        return new RedisConfig(address, Duration.ofMillis(150), Duration.ofSeconds(1), Duration.ofMinutes(30));
    }
}
