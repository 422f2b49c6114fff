package io.outrigger.metadata.storage;

import static io.outrigger.metadata.testing.Bodies.model;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.chassis.config.HostPort;
import io.outrigger.client.RestAnswer;
import io.outrigger.metadata.testing.RegistryExtension;
import io.outrigger.metadata.testing.Rest;
import io.outrigger.redis.RedisConfig;
import io.outrigger.redis.RedisServer;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.StallingProxy;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Backends whose connections stay open and bring nothing: worse than ones that are gone, because no error comes. */
class SilentBackendsIT {

    private static final Duration REDIS_TIMEOUT = RedisConfig.of(RedisServer.at(new HostPort("localhost", 1))).timeout();
    private static final StallingProxy REDIS = new StallingProxy(() -> registry().backends().redisPort());
    private static final StallingProxy POSTGRES = new StallingProxy(() -> registry().backends().databasePort());

    @RegisterExtension
    static final RegistryExtension REGISTRY = RegistryExtension.instances(1)
            .with("REDIS_HOST", "127.0.0.1:" + REDIS.port())
            .with("DB_HOST", "127.0.0.1")
            .with("DB_PORT", Integer.toString(POSTGRES.port()));

    private final Rest rest = REGISTRY.rest();

    private static RegistryExtension registry() {
        return REGISTRY;
    }

    @Test
    void aSilentRedisCostsATimeoutASecond() throws Exception {
        rest.post("/v1/models", model("silent-redis", "v1"));
        Eventually.isTrue(() -> {
            rest.get("/v1/models/silent-redis");
            return REGISTRY.metric("cache_hits_total") > 0;
        });
        REDIS.stall();
        long start = System.nanoTime();
        for (int i = 0; i < 50; i++) {
            assertThat(rest.get("/v1/models/silent-redis").status()).isEqualTo(200);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertThat(took).as("50 reads, few of which wait for Redis").isLessThan(REDIS_TIMEOUT.multipliedBy(50));
        REDIS.flow();
        double hits = REGISTRY.metric("cache_hits_total");
        Eventually.isTrue(() -> {
            rest.get("/v1/models/silent-redis");
            return REGISTRY.metric("cache_hits_total") > hits;
        });
        assertThat(REGISTRY.metric("cache_hit_rate")).isBetween(0.0, 1.0);
    }

    @Test
    void aSilentDatabaseIsAnsweredForInTimeAndFoundAgain() throws Exception {
        POSTGRES.stall();
        RestAnswer answer = rest.get("/v1/models"); // the client's patience is 30 s
        POSTGRES.flow();

        assertThat(answer.code()).as("%s", answer).isEqualTo("dependency_unavailable");
        Eventually.isTrue(() -> rest.get("/v1/models").status() == 200);
    }
}
