package io.outrigger.delivery;

import io.outrigger.batchworker.BatchWorkerConfig;
import io.outrigger.chassis.config.Settings;
import io.outrigger.gateway.GatewayConfig;
import io.outrigger.metadata.MetadataConfig;
import io.outrigger.modelserver.ModelServerConfig;
import io.outrigger.orchestrator.OrchestratorConfig;
import io.outrigger.proto.access.v1.AccessServiceGrpc;
import io.outrigger.proto.captures.v1.CaptureServiceGrpc;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.jobs.v1.JobServiceGrpc;
import io.outrigger.proto.registry.v1.RegistryServiceGrpc;
import io.outrigger.router.RouterConfig;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the services' code says of itself: their settings with what stands where nothing is said, and their gRPC methods. */
enum ServiceCode {
    API_GATEWAY("api-gateway", GatewayConfig::from, "PORT", "GRPC_PORT", "MANAGEMENT_PORT"),
    MODEL_ROUTER("model-router", RouterConfig::from, "PORT", "GRPC_PORT", "MANAGEMENT_PORT"),
    INFERENCE_ORCHESTRATOR("inference-orchestrator", OrchestratorConfig::from, "PORT", "GRPC_PORT", "MANAGEMENT_PORT"),
    BATCH_WORKER("batch-worker", BatchWorkerConfig::from, "PORT", "GRPC_PORT", "MANAGEMENT_PORT"),
    METADATA_SERVICE("metadata-service", MetadataConfig::from, "PORT", "GRPC_PORT", "MANAGEMENT_PORT"),
    MODEL_SERVER("model-server", ModelServerConfig::from, "HTTP_PORT", "GRPC_PORT", "METRICS_PORT");

    private final String service;
    private final Map<String, String> settings;
    private final List<String> ports;

    ServiceCode(String service, Consumer<Settings> read, String... ports) {
        this.service = service;
        this.settings = settings(read);
        this.ports = List.of(ports);
    }

    private static Map<String, String> settings(Consumer<Settings> read) {
        Settings settings = new Settings(Map.of());
        read.accept(settings);
        return settings.help().lines().map(line -> line.strip().split(" {2,}", 3)).collect(Collectors.toMap(row -> row[0], row -> row[1]));
    }

    String service() {
        return service;
    }

    /** Each by its name, with its default, {@code none} or {@code required}. */
    Map<String, String> settings() {
        return settings;
    }

    /** REST, gRPC and management, as they are where nothing is said. */
    Map<String, Integer> ports() {
        return Map.of("http", port(0), "grpc", port(1), "management", port(2));
    }

    private int port(int index) {
        return Integer.parseInt(settings.get(ports.get(index)));
    }

    static ServiceCode of(String service) {
        return Arrays.stream(values()).filter(each -> each.service.equals(service)).findFirst()
                .orElseThrow(() -> new AssertionError("there is no service " + service));
    }

    /** All gRPC methods of the platform, as their paths. */
    static Set<String> grpcPaths() {
        return Stream.of(GRPCInferenceServiceGrpc.getServiceDescriptor(), RegistryServiceGrpc.getServiceDescriptor(),
                        AccessServiceGrpc.getServiceDescriptor(), JobServiceGrpc.getServiceDescriptor(),
                        CaptureServiceGrpc.getServiceDescriptor())
                .flatMap(descriptor -> descriptor.getMethods().stream()).map(method -> "/" + method.getFullMethodName())
                .collect(Collectors.toSet());
    }
}
