package io.outrigger.perf.start;

import io.outrigger.backends.KafkaProcess;
import io.outrigger.backends.PostgresProcess;
import io.outrigger.backends.RedisProcess;
import io.outrigger.backends.S3Process;
import io.outrigger.testing.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What services need beside each other, and their settings with it. */
record Backends(PostgresProcess postgres, RedisProcess redis, KafkaProcess kafka, S3Process s3, Path keys) implements AutoCloseable {

    private static final String HOST = "127.0.0.1";

    static Backends start(Path folder) throws IOException {
        Path keys = Files.writeString(folder.resolve("keys.json"), """
                {"keys":[]}""");
        return new Backends(PostgresProcess.start(folder.resolve("postgres"), 0), RedisProcess.start(folder.resolve("redis"), 0),
                KafkaProcess.start(folder.resolve("kafka"), 0), S3Process.start(folder.resolve("s3"), 0), keys);
    }

    /** Environments by the names of services, each of which needs only those before it. */
    Map<String, Map<String, String>> settings(Path models) {
        int server = FreePort.next();
        int registry = FreePort.next();
        int orchestrator = FreePort.next();
        int orchestratorRest = FreePort.next();
        int router = FreePort.next();
        int worker = FreePort.next();
        Map<String, Map<String, String>> all = new LinkedHashMap<>();
        all.put("model-server", Map.of("BIND_HOST", HOST, "HTTP_PORT", port(), "GRPC_PORT", text(server), "METRICS_PORT", port(),
                "MODEL_REPOSITORY", models.toString()));
        all.put("metadata-service", service(port(), registry, database(), cache(), identity(), Map.of("TRITON_URL", at(server))));
        all.put("inference-orchestrator", service(text(orchestratorRest), orchestrator,
                Map.of("REGISTRY_GRPC", at(registry), "TRITON_URL", at(server))));
        all.put("model-router", service(port(), router, Map.of("REGISTRY_GRPC", at(registry), "ORCHESTRATOR_GRPC", at(orchestrator))));
        all.put("batch-worker", service(port(), worker, database(), objects(), Map.of("KAFKA_BROKERS", kafka.brokers(),
                "REGISTRY_GRPC", at(registry), "ROUTER_GRPC", at(router))));
        all.put("api-gateway", service(port(), FreePort.next(), cache(), identity(), Map.of("REGISTRY_GRPC", at(registry), "ROUTER_GRPC",
                at(router), "WORKER_GRPC", at(worker), "ORCHESTRATOR_STATUS_URL", "http://" + at(orchestratorRest))));
        return all;
    }

    @SafeVarargs
    private static Map<String, String> service(String rest, int grpc, Map<String, String>... own) {
        Map<String, String> settings = new HashMap<>(Map.of("BIND_HOST", HOST, "PORT", rest, "GRPC_PORT", text(grpc),
                "MANAGEMENT_PORT", port(), "DRAIN_PAUSE", "0ms"));
        for (Map<String, String> one : own) {
            settings.putAll(one);
        }
        return settings;
    }

    private Map<String, String> database() {
        return Map.of("DB_HOST", postgres.host(), "DB_PORT", text(postgres.port()), "DB_NAME", postgres.database(), "DB_USER",
                postgres.user(), "DB_PASSWORD", postgres.password());
    }

    private Map<String, String> cache() {
        return Map.of("REDIS_HOST", redis.host(), "REDIS_PORT", text(redis.port()));
    }

    private Map<String, String> objects() {
        return Map.of("S3_ENDPOINT", s3.endpoint(), "S3_ACCESS_KEY", s3.accessKey(), "S3_SECRET_KEY", s3.secretKey());
    }

    private Map<String, String> identity() {
        return Map.of("JWT_ISSUER", "perf", "JWT_AUDIENCE", "perf", "JWT_JWKS", keys.toString(), "API_KEYS_SECRET", "p".repeat(64));
    }

    private static String port() {
        return text(FreePort.next());
    }

    private static String text(int port) {
        return Integer.toString(port);
    }

    private static String at(int port) {
        return HOST + ":" + port;
    }

    @Override
    public void close() {
        s3.close();
        kafka.close();
        redis.close();
        postgres.close();
    }
}
