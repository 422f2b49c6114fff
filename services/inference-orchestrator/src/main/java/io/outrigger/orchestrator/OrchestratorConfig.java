package io.outrigger.orchestrator;

import io.outrigger.chassis.config.HostPort;
import io.outrigger.chassis.config.Settings;
import io.outrigger.chassis.server.ServerConfig;
import io.outrigger.orchestrator.backend.BatchingConfig;
import io.outrigger.registry.Fleet;
import java.time.Duration;

/**
 * The orchestrator's settings.
 *
 * @param defaultFleet address of the fleet {@code default}; the others' come from the registry
 * @param defaultReplicas servers of the fleet {@code default}; 0 where nobody knows
 * @param registry where the registry's Watch is
 * @param requestTimeout time of a request whose caller set none; long for a picture, short enough to free what hangs
 * @param streamMessagesMax messages of one stream that are worked on at once; enough to keep a small batch busy
 */
public record OrchestratorConfig(
        ServerConfig server, HostPort defaultFleet, int defaultReplicas, HostPort registry, Duration requestTimeout,
        int streamMessagesMax, BatchingConfig batching) {

    public static OrchestratorConfig from(Settings settings) {
        ServerConfig server = ServerConfig.from(settings, 2);
        return new OrchestratorConfig(
                server,
                settings.hostPort("TRITON_URL", new HostPort("localhost", 8001), "gRPC address of the fleet 'default'"),
                settings.integer("TRITON_REPLICAS", 0, 0, Fleet.REPLICAS_MAX,
                        "servers behind TRITON_URL; 0: not known, or their number changes"),
                settings.hostPort("REGISTRY_GRPC", new HostPort("localhost", 9083), "gRPC address of the metadata-service"),
                settings.positive("REQUEST_TIMEOUT", Duration.ofSeconds(30), "time of a request whose caller set none"),
                settings.integer("STREAM_MESSAGES_MAX", 16, 1, 1_024, "messages of one stream worked on at once"),
                BatchingConfig.from(settings, server.messageBytesMax()));
    }
}
