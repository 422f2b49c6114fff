package io.outrigger.gateway.limits;

import io.outrigger.chassis.config.Settings;
import io.outrigger.gateway.grants.LimitSet;
import io.outrigger.redis.RedisServer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is granted where nothing else is said, and where that is counted.
 *
 * @param caller of each caller that has no limits of its own
 * @param redis absent: each gateway counts for itself and grants its share
 * @param timeout after which a gateway goes by its own count
 * @param gateways that share what is granted while they cannot count together
 */
public record LimitsConfig(LimitSet caller, Optional<RedisServer> redis, Duration timeout, int gateways) {

    private static final int LIMIT_MAX = 1_000_000_000;

    public static LimitsConfig from(Settings settings) {
        int requests = settings.integer("REQUESTS_PER_MINUTE", 100, 0, LIMIT_MAX,
                "requests of a caller in a minute, where its key has no limits of its own; 0: not limited");
        int burst = settings.integer("REQUESTS_BURST", 0, 0, LIMIT_MAX, "of these so many at once after a rest; 0: a minute's");
        int rows = settings.integer("ROWS_PER_MINUTE", 0, 0, LIMIT_MAX, "rows of a caller's inferences in a minute; 0: not limited");
        return new LimitsConfig(
                new LimitSet(limit(requests), requests == 0 ? OptionalLong.empty() : limit(burst), limit(rows)),
                RedisServer.from(settings),
                settings.duration("LIMITS_TIMEOUT", Duration.ofMillis(100), "time for Redis to answer, before a gateway counts for itself"),
                settings.integer("GATEWAYS", 1, 1, 1_000, "gateways that share the limits, each its part, while Redis is away"));
    }

    private static OptionalLong limit(int number) {
        return number == 0 ? OptionalLong.empty() : OptionalLong.of(number);
    }
}
