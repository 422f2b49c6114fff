package io.outrigger.router;

import io.outrigger.chassis.config.HostPort;
import io.outrigger.chassis.config.Settings;
import io.outrigger.chassis.server.ServerConfig;
import io.outrigger.router.fleet.FleetConfig;
import java.time.Duration;

/**
 * The router's settings.
 *
 * @param orchestrator where every request goes
 * @param registry where the registry's Watch is
 * @param requestTimeout time of a request whose caller set none and whose model has none either
 * @param streamMessagesMax messages of one stream that are on their way at once; enough to keep a small batch busy
 */
public record RouterConfig(
        ServerConfig server,
        HostPort orchestrator,
        HostPort registry,
        Duration requestTimeout,
        int streamMessagesMax,
        FleetConfig fleets) {

    public static RouterConfig from(Settings settings) {
        return new RouterConfig(
                ServerConfig.from(settings, 1),
                settings.hostPort("ORCHESTRATOR_GRPC", new HostPort("localhost", 9082), "gRPC address of the inference-orchestrator"),
                settings.hostPort("REGISTRY_GRPC", new HostPort("localhost", 9083), "gRPC address of the metadata-service"),
                settings.positive("REQUEST_TIMEOUT", Duration.ofSeconds(30), "time of a request whose caller and model set none"),
                settings.integer("STREAM_MESSAGES_MAX", 16, 1, 1_024, "messages of one stream on their way at once"),
                FleetConfig.from(settings));
    }
}
