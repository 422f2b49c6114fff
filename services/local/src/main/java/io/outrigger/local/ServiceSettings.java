package io.outrigger.local;

import io.outrigger.backends.BackendProcess;
import io.outrigger.backends.KafkaProcess;
import io.outrigger.backends.PostgresProcess;
import io.outrigger.backends.S3Process;
import io.outrigger.local.identity.TokenMint;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The environment of each service on this machine: what a Deployment would say in production. Servers that run already are named by their
 * actual ports.
 *
 * @param ports where the services shall listen
 * @param tuning settings of batching, jobs and limits, and of traces, which all services share
 */
record ServiceSettings(Ports ports, Map<String, String> tuning) {
    private static final long MIB = 1L << 20;

    /** All services share one heap here, and a request is in four of them at once. */
    private static final long SHARES_OF_HEAP = 16;
    private static final String OF_TRACES = "OTEL_";
    private static final String OWN_REQUESTS_PER_MINUTE = "1000000";

    Map<String, String> modelServer(Path models) {
        return environment(8000, 8001, 8002, "HTTP_PORT", "GRPC_PORT", "METRICS_PORT", Map.of("MODEL_REPOSITORY", models.toString()));
    }

    Map<String, String> metadataService(PostgresProcess postgres, BackendProcess redis, String modelServerGrpc, Path publicKeys,
            String keysSecret) {
        Map<String, String> environment = service(3, Map.of(
                "REDIS_HOST", redis.host(),
                "REDIS_PORT", Integer.toString(redis.port()),
                "TRITON_URL", modelServerGrpc,
                "API_KEYS_SECRET", keysSecret));
        environment.putAll(database(postgres));
        environment.putAll(identity(publicKeys));
        return environment;
    }

    Map<String, String> orchestrator(String registryGrpc, String modelServerGrpc) {
        Map<String, String> environment = service(2,
                Map.of("REGISTRY_GRPC", registryGrpc, "TRITON_URL", modelServerGrpc, "TRITON_REPLICAS", "1"));
        environment.putAll(tuning);
        return environment;
    }

    Map<String, String> router(String registryGrpc, String orchestratorGrpc) {
        return service(1, Map.of("REGISTRY_GRPC", registryGrpc, "ORCHESTRATOR_GRPC", orchestratorGrpc));
    }

    Map<String, String> batchWorker(PostgresProcess postgres, KafkaProcess kafka, S3Process s3, String registryGrpc, String routerGrpc,
            String webhookSecret) {
        Map<String, String> environment = service(4, Map.of(
                "KAFKA_BROKERS", kafka.brokers(),
                "S3_ENDPOINT", s3.endpoint(),
                "S3_ACCESS_KEY", s3.accessKey(),
                "S3_SECRET_KEY", s3.secretKey(),
                "S3_INPUT_BUCKETS", "inputs",
                "REGISTRY_GRPC", registryGrpc,
                "ROUTER_GRPC", routerGrpc,
                "WEBHOOK_SECRET", webhookSecret));
        environment.putAll(tuning);
        environment.putAll(database(postgres));
        return environment;
    }

    /** Who has this machine's tokens may ask for more than a caller from outside: as much as the machine can do. */
    Map<String, String> gateway(String registryGrpc, String routerGrpc, String workerGrpc, String orchestratorUrl, BackendProcess redis,
            Path publicKeys, String keysSecret) {
        Map<String, String> environment = service(0, Map.of(
                "REGISTRY_GRPC", registryGrpc,
                "ROUTER_GRPC", routerGrpc,
                "WORKER_GRPC", workerGrpc,
                "ORCHESTRATOR_STATUS_URL", orchestratorUrl,
                "REDIS_HOST", redis.host(),
                "REDIS_PORT", Integer.toString(redis.port()),
                "REQUESTS_PER_MINUTE", OWN_REQUESTS_PER_MINUTE,
                "API_KEYS_SECRET", keysSecret));
        environment.putAll(identity(publicKeys));
        environment.putAll(tuning);
        return environment;
    }

    /** One for all services, each with tables of its own. */
    private static Map<String, String> database(PostgresProcess postgres) {
        return Map.of(
                "DB_HOST", postgres.host(),
                "DB_PORT", Integer.toString(postgres.port()),
                "DB_NAME", postgres.database(),
                "DB_USER", postgres.user(),
                "DB_PASSWORD", postgres.password());
    }

    private static Map<String, String> identity(Path publicKeys) {
        return Map.of("JWT_ISSUER", TokenMint.ISSUER, "JWT_AUDIENCE", TokenMint.AUDIENCE, "JWT_JWKS", publicKeys.toString());
    }

    /** A service whose ports end in {@code digit}. */
    private Map<String, String> service(int digit, Map<String, String> own) {
        return environment(8080 + digit, 9080 + digit, 7080 + digit, "PORT", "GRPC_PORT", "MANAGEMENT_PORT", own);
    }

    private Map<String, String> environment(int rest, int grpc, int management, String restName, String grpcName, String managementName,
            Map<String, String> own) {
        Map<String, String> environment = new HashMap<>(own);
        environment.put(restName, ports.text(rest));
        environment.put(grpcName, ports.text(grpc));
        environment.put(managementName, ports.text(management));
        environment.put("BIND_HOST", Platform.HOST);
        environment.put("BYTES_IN_FLIGHT_MAX", Long.toString(Math.max(64 * MIB, Runtime.getRuntime().maxMemory() / SHARES_OF_HEAP)));
        tuning.entrySet().stream().filter(setting -> setting.getKey().startsWith(OF_TRACES))
                .forEach(setting -> environment.put(setting.getKey(), setting.getValue()));
        environment.put("GRPC_REFLECTION", "true");
        environment.put("DRAIN_PAUSE", "0ms"); // no mesh here that had to notice
        environment.put("DRAIN_TIMEOUT", "3s");
        return environment;
    }
}
