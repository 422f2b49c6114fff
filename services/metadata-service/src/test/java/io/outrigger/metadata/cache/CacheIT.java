package io.outrigger.metadata.cache;

import static io.outrigger.metadata.testing.Bodies.description;
import static io.outrigger.metadata.testing.Bodies.model;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.chassis.config.HostPort;
import io.outrigger.metadata.testing.RegistryExtension;
import io.outrigger.metadata.testing.Rest;
import io.outrigger.redis.RedisConfig;
import io.outrigger.redis.RedisServer;
import io.outrigger.testing.Eventually;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Redis between two instances, and without it. */
class CacheIT {

    @RegisterExtension
    static final RegistryExtension registry = RegistryExtension.instances(2);

    private final Rest one = registry.rest(0);
    private final Rest other = registry.rest(1);

    @Test
    void whatOneInstanceWritesTheOtherReadsAtOnce() throws Exception {
        one.post("/v1/models", model("shared", "v1"));
        Eventually.isTrue(() -> hits(() -> other.get("/v1/models/shared")) > 0);
        for (int i = 0; i < 50; i++) {
            String description = "change " + i;
            (i % 2 == 0 ? one : other).send("PATCH", "/v1/models/shared", description(description), "If-Match", "*");
            assertThat((i % 2 == 0 ? other : one).get("/v1/models/shared").json().path("description").asText()).isEqualTo(description);
        }
        one.delete("/v1/models/shared");
        assertThat(other.get("/v1/models/shared").status()).isEqualTo(404);
    }

    @Test
    void anOlderDocumentNeverTakesANewerOnesPlace() throws Exception {
        var address = new HostPort(registry.backends().redisHost(), registry.backends().redisPort());
        try (RedisEntries entries = RedisEntries.open(RedisConfig.of(RedisServer.at(address)))) {
            Eventually.isTrue(() -> {
                entries.put("test", "m", new CacheEntry(10, bytes("ten")));
                return entries.find("test", "m").isPresent();
            });
            entries.put("test", "m", new CacheEntry(9, bytes("nine")));
            assertThat(entries.find("test", "m").orElseThrow().document()).isEqualTo(bytes("ten"));
            entries.put("test", "m", new CacheEntry(100, bytes("")));
            assertThat(entries.find("test", "m").orElseThrow().revision()).isEqualTo(100);
            assertThat(entries.find("another", "m")).isEmpty();
        }
    }

    @Test
    void withoutRedisReadsAndWritesGoOnAndWithItAgainTheyAreQuick() throws Exception {
        one.post("/v1/models", model("outage", "v1"));
        registry.backends().stopRedis();
        for (int i = 0; i < 20; i++) {
            String description = "without " + i;
            assertThat(one.send("PATCH", "/v1/models/outage", description(description), "If-Match", "*").status())
                    .isEqualTo(200);
            assertThat(one.get("/v1/models/outage").json().path("description").asText()).isEqualTo(description);
            Eventually.isTrue(() -> other.get("/v1/models/outage").json().path("description").asText().equals(description));
        }
        Duration timeout = RedisConfig.of(RedisServer.at(new HostPort("localhost", 1))).timeout();
        long start = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            assertThat(one.get("/v1/models/outage").status()).isEqualTo(200);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(timeout.multipliedBy(100));

        registry.backends().startRedis();
        Eventually.isTrue(() -> hits(() -> one.get("/v1/models/outage")) > 0);
        assertThat(one.get("/v1/models/outage").json().path("description").asText()).isEqualTo("without 19");
    }

    @Test
    void anInstanceStartsWithoutRedis() throws Exception {
        registry.backends().stopRedis();
        try (var server = registry.start()) {
            Eventually.isTrue(() -> registry.rest(server).get("/v1/models").status() == 200);
        } finally {
            registry.backends().startRedis();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** How many hits the first two instances counted meanwhile. */
    private static double hits(Runnable work) {
        double before = registry.metric("cache_hits_total");
        work.run();
        return registry.metric("cache_hits_total") - before;
    }
}
