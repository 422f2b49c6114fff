package io.outrigger.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.outrigger.backends.testing.BackendsExtension;
import io.outrigger.gateway.testing.ManyGateways;
import io.outrigger.testing.Eventually;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Three gateways that count in one Redis: together they grant what is granted, with it, without it, and when it is back. */
class ThreeGatewaysIT {

    @RegisterExtension
    static final BackendsExtension BACKENDS = BackendsExtension.redis();

    private static final int GATEWAYS = 3;
    private static final int BURST = 60;
    private static final int PER_SECOND = 20;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static ManyGateways gateways;

    @BeforeAll
    static void start() {
        gateways = new ManyGateways(GATEWAYS, Map.of("REDIS_HOST", BACKENDS.redisHost() + ":" + BACKENDS.redisPort(),
                "GATEWAYS", Integer.toString(GATEWAYS), "LIMITS_TIMEOUT", "1s")); // a busy machine is no Redis that hangs
    }

    @AfterAll
    static void stop() {
        gateways.close();
    }

    @Test
    void togetherTheyGrantNoMoreThanIsGranted() {
        Flood flood = Flood.start(key());
        Eventually.isTrue(() -> flood.granted() >= BURST + 3 * PER_SECOND);
        flood.end();
        assertThat(flood.granted()).isLessThanOrEqualTo(flood.allowed());
    }

    @Test
    void withoutRedisEachGrantsItsShareAndBackAgainNothingIsGrantedTwice() {
        Flood flood = Flood.start(key());
        Eventually.isTrue(() -> flood.granted() >= BURST + PER_SECOND);
        BACKENDS.stopRedis();
        int before = flood.granted();
        Eventually.isTrue(() -> flood.granted() >= before + 3 * PER_SECOND);
        assertThat(gateways.metrics(0)).contains("rate_limit_alone{service=\"api-gateway\"} 1.0");
        BACKENDS.startRedis();
        Eventually.isTrue(() -> gateways.metrics(0).contains("rate_limit_alone{service=\"api-gateway\"} 0.0"));
        int back = flood.granted();
        Eventually.isTrue(() -> flood.granted() >= back + 3 * PER_SECOND);
        flood.end();
        assertThat(flood.granted()).isLessThanOrEqualTo(flood.allowed());
    }

    @Test
    void aRedisThatHangsCostsOneShortWait() {
        Flood flood = Flood.start(key());
        Eventually.isTrue(() -> flood.granted() >= BURST);
        BACKENDS.pauseRedis(Duration.ofSeconds(3));
        int before = flood.granted();
        Eventually.isTrue(() -> flood.granted() >= before + 2 * PER_SECOND);
        Eventually.isTrue(() -> gateways.metrics(0).contains("rate_limit_alone{service=\"api-gateway\"} 0.0"));
        flood.end();
        assertThat(flood.granted()).isLessThanOrEqualTo(flood.allowed());
    }

    @Test
    void aKeyThatIsRevokedIsRefusedEverywhereInFiveSeconds() {
        JsonNode key = create("""
                {"name":"k","scopes":["models:read"]}""");
        String secret = key.path("key").asText();
        for (int i = 0; i < GATEWAYS; i++) {
            int gateway = i;
            Eventually.isTrue(() -> status(gateway, secret) == 200);
        }
        admin(HttpRequest.newBuilder(gateways.request(0, "/v1/keys/" + key.path("id").asText()).build().uri()).DELETE());
        long revoked = System.nanoTime();
        for (int i = 0; i < GATEWAYS; i++) {
            int gateway = i;
            Eventually.isTrue(() -> status(gateway, secret) == 401);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - revoked)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void aLimitIsInForceWithoutARestart() {
        String secret = key();
        HttpRequest.Builder put = HttpRequest.newBuilder(gateways.request(1, "/v1/limits/models/plain").build().uri())
                .PUT(HttpRequest.BodyPublishers.ofString("""
                        {"requests_per_minute":1}"""));
        assertThat(admin(put).statusCode()).isEqualTo(200);
        Eventually.isTrue(() -> infer(0, secret).statusCode() == 429);
        HttpResponse<String> refused = infer(0, secret);
        assertThat(refused.body()).contains("#quota-exceeded", "rate_limited", """
                "violated-policies":["model"]""");
        assertThat(refused.headers().firstValue("ratelimit").orElse("")).startsWith("\"model\";r=0;t=");
        assertThat(Integer.parseInt(refused.headers().firstValue("retry-after").orElse("0"))).isGreaterThanOrEqualTo(
                Integer.parseInt(refused.headers().firstValue("ratelimit").orElse("").replaceFirst(".*t=", "")));
        admin(HttpRequest.newBuilder(gateways.request(2, "/v1/limits/models/plain").build().uri()).DELETE());
        Eventually.isTrue(() -> infer(0, secret).statusCode() == 200);
    }

    private static String key() {
        return create("""
                {"name":"k","scopes":["infer","models:read"],"limits":{"requests_per_minute":%d,"burst":%d}}"""
                .formatted(60 * PER_SECOND, BURST)).path("key").asText();
    }

    private static JsonNode create(String body) {
        HttpResponse<String> made = admin(HttpRequest.newBuilder(gateways.request(0, "/v1/keys").build().uri())
                .POST(HttpRequest.BodyPublishers.ofString(body)));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        try {
            return JSON.readTree(made.body());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(made.body(), e);
        }
    }

    /** Asks again where it is refused: behind an outage a caller begins with nothing where nothing was heard of it before. */
    private static HttpResponse<String> admin(HttpRequest.Builder request) {
        HttpRequest asked = request.header("authorization", "Bearer " + gateways.tokens().with("admin")).build();
        return Eventually.answer(() -> gateways.send(0, asked), answer -> answer.statusCode() != 429);
    }

    private static int status(int gateway, String key) {
        return gateways.send(gateway, gateways.request(gateway, "/v2").header("x-api-key", key).build()).statusCode();
    }

    private static HttpResponse<String> infer(int gateway, String key) {
        return gateways.send(gateway, gateways.request(gateway, "/v2/models/plain/infer").header("x-api-key", key)
                .POST(HttpRequest.BodyPublishers.ofString("""
                        {"inputs":[{"name":"a","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]},
                        {"name":"b","shape":[1,2],"datatype":"INT64","data":[1,2]}]}""")).build());
    }

    /** Two callers at each gateway that ask as fast as they are answered, with one key. */
    private static final class Flood {

        private final AtomicInteger granted = new AtomicInteger();
        private final Map<Integer, Integer> others = new TreeMap<>();
        private final List<Thread> callers = new ArrayList<>();
        private final long begun = System.nanoTime();
        private volatile boolean ends;
        private long ended;

        static Flood start(String key) {
            var flood = new Flood();
            BooleanSupplier goesOn = () -> !flood.ends;
            for (int i = 0; i < 2 * GATEWAYS; i++) {
                int gateway = i % GATEWAYS;
                flood.callers.add(Thread.startVirtualThread(() -> {
                    while (goesOn.getAsBoolean()) {
                        flood.count(status(gateway, key));
                    }
                }));
            }
            return flood;
        }

        private void count(int status) {
            if (status == 200) {
                granted.incrementAndGet();
            } else if (status != 429) {
                synchronized (others) {
                    others.merge(status, 1, Integer::sum);
                }
            }
        }

        int granted() {
            return granted.get();
        }

        /** What a bucket may give in the time, and one per cent. */
        int allowed() {
            return (int) Math.ceil((BURST + PER_SECOND * (ended - begun) / 1e9) * 1.01);
        }

        void end() {
            ends = true;
            for (Thread caller : callers) {
                try {
                    caller.join();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            ended = System.nanoTime();
            assertThat(others).as("neither granted nor refused").isEmpty();
        }
    }
}
