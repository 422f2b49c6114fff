package io.outrigger.redis;

import java.time.Duration;

/**
 * Which Redis it is and how little it may cost when it is away.
 *
 * @param timeout the longest an answer may take
 * @param pause after a failure nobody asks for so long
 */
public record RedisConfig(RedisServer server, Duration timeout, Duration pause) {

    /** With times for what the database does as well: it is quicker than a slow Redis. */
    public static RedisConfig of(RedisServer server) {
        return new RedisConfig(server, Duration.ofMillis(150), Duration.ofSeconds(1));
    }
}
