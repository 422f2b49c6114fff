package io.outrigger.local;

import io.outrigger.backends.BackendProcess;
import io.outrigger.backends.PostgresProcess;
import io.outrigger.local.identity.TokenMint;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The environment of each service on this machine: what a Deployment would say in production. Servers that run already are named by their
 * actual ports.
 *
 * @param ports where the services shall listen
 * @param batching the orchestrator's settings of batching
 */
record ServiceSettings(Ports ports, Map<String, String> batching) {
    private static final long MIB = 1L << 20;

    /** All services share one heap here, and a request is in four of them at once. */
    private static final long SHARES_OF_HEAP = 16;

    Map<String, String> modelServer(Path models) {
        return environment(8000, 8001, 8002, "HTTP_PORT", "GRPC_PORT", "METRICS_PORT", Map.of("MODEL_REPOSITORY", models.toString()));
    }

    Map<String, String> metadataService(PostgresProcess postgres, BackendProcess redis, String modelServerGrpc, Path publicKeys) {
        Map<String, String> environment = service(3, Map.of(
                "DB_HOST", postgres.host(),
                "DB_PORT", Integer.toString(postgres.port()),
                "DB_NAME", postgres.database(),
                "DB_USER", postgres.user(),
                "DB_PASSWORD", postgres.password(),
                "REDIS_HOST", redis.host(),
                "REDIS_PORT", Integer.toString(redis.port()),
                "TRITON_URL", modelServerGrpc));
        environment.putAll(identity(publicKeys));
        return environment;
    }

    Map<String, String> orchestrator(String registryGrpc, String modelServerGrpc) {
        Map<String, String> environment = service(2,
                Map.of("REGISTRY_GRPC", registryGrpc, "TRITON_URL", modelServerGrpc, "TRITON_REPLICAS", "1"));
        environment.putAll(batching);
        return environment;
    }

    Map<String, String> router(String registryGrpc, String orchestratorGrpc) {
        return service(1, Map.of("REGISTRY_GRPC", registryGrpc, "ORCHESTRATOR_GRPC", orchestratorGrpc));
    }

    Map<String, String> gateway(String registryGrpc, String routerGrpc, Path publicKeys) {
        Map<String, String> environment = service(0, Map.of("REGISTRY_GRPC", registryGrpc, "ROUTER_GRPC", routerGrpc));
        environment.putAll(identity(publicKeys));
        return environment;
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
        environment.put("GRPC_REFLECTION", "true");
        environment.put("DRAIN_PAUSE", "0ms"); // no mesh here that had to notice
        environment.put("DRAIN_TIMEOUT", "3s");
        return environment;
    }
}
