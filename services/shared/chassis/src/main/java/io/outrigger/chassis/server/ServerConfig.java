package io.outrigger.chassis.server;

import io.outrigger.chassis.config.Settings;
import io.outrigger.chassis.telemetry.Tracing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where a service listens and how much it takes.
 *
 * @param host address to bind; loopback on one machine, all addresses in a pod
 * @param callsMax requests served at once, REST and gRPC each; more are answered OVERLOADED
 * @param connectionsMax open at once on each HTTP port; beyond it the longest idle ones are closed
 * @param messageBytesMax one request's or answer's size
 * @param bytesInFlightMax all requests' sizes together, at least one message's
 * @param drainPause between "not ready" and closing, for the mesh to notice
 * @param drainTimeout for requests in flight to finish
 * @param connectionAgeMax after which a connection is closed between requests, so that load spreads over new pods
 * @param headTimeMax for a request's headers to arrive once they have begun
 * @param bodyTimeMax for a body to arrive, plus a second for each 16 KiB of it
 * @param grpcReflection whether the gRPC port describes its services to tools such as grpcurl
 * @param managementTokenFile with the token that changing the log level takes
 * @param tracing which requests are traced, and where their spans go
 */
public record ServerConfig(
        String host,
        int restPort,
        int grpcPort,
        int managementPort,
        int callsMax,
        int connectionsMax,
        long messageBytesMax,
        long bytesInFlightMax,
        Duration drainPause,
        Duration drainTimeout,
        Duration connectionAgeMax,
        Duration headTimeMax,
        Duration bodyTimeMax,
        boolean grpcReflection,
        Optional<Path> managementTokenFile,
        Tracing tracing) {

    /** Reads the settings of a service whose ports end in {@code digit}: 808x REST, 908x gRPC, 708x management. */
    public static ServerConfig from(Settings settings, int digit) {
        return from(settings, "PORT", 8080 + digit, "GRPC_PORT", 9080 + digit, "MANAGEMENT_PORT", 7080 + digit);
    }

    /** Reads the settings of a service with port names and numbers of its own. */
    public static ServerConfig from(
            Settings settings, String restName, int rest, String grpcName, int grpc, String managementName, int management) {
        settings.choice("LOG_LEVEL", "INFO", List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR"), "least severe line that is logged");
        ByteLimits bytes = ByteLimits.from(settings, Runtime.getRuntime().maxMemory());
        return new ServerConfig(
                settings.string("BIND_HOST", "0.0.0.0", "address to listen on"),
                settings.port(restName, rest, "REST, HTTP/1.1"),
                settings.port(grpcName, grpc, "gRPC"),
                settings.port(managementName, management, "health, metrics, log level; not to be routed from outside"),
                settings.integer("CALLS_MAX", 1_024, 1, 1_000_000, "requests served at once"),
                settings.integer("CONNECTIONS_MAX", ConnectionLimit.ofThisProcess(), 4, 1_000_000,
                        "connections to each HTTP port; from there on the longest idle ones are closed for new ones"),
                bytes.messageBytesMax(),
                bytes.bytesInFlightMax(),
                settings.duration("DRAIN_PAUSE", Duration.ofSeconds(5), "wait between not ready and closing"),
                settings.duration("DRAIN_TIMEOUT", Duration.ofSeconds(30), "time for requests in flight at shutdown"),
                settings.duration("CONNECTION_AGE_MAX", Duration.ofMinutes(30), "age at which a connection is closed"),
                settings.duration("HEADERS_TIMEOUT", Duration.ofSeconds(15), "time for the headers of a REST request to arrive"),
                settings.duration("BODY_TIMEOUT", Duration.ofSeconds(60), "time for the body of one, with a second more per 16 KiB"),
                settings.choice("GRPC_REFLECTION", "false", List.of("true", "false"),
                        "whether the gRPC port describes its services to tools such as grpcurl").equals("true"),
                settings.optional("MANAGEMENT_TOKEN_FILE",
                        "file with the token that a change of the log level takes; from 127.0.0.1 alone, "
                        + "without one, where no file is named").map(Path::of),
                Tracing.from(settings));
    }
}
