package io.outrigger.metadata;

import io.outrigger.chassis.config.HostPort;
import io.outrigger.chassis.config.Settings;
import io.outrigger.chassis.security.JwtConfig;
import io.outrigger.chassis.server.Cors;
import io.outrigger.chassis.server.ServerConfig;
import io.outrigger.database.DatabaseConfig;
import io.outrigger.metadata.cache.RedisConfig;
import io.outrigger.metadata.watch.WatchConfig;
import java.time.Duration;

/**
 * The settings of the metadata-service.
 *
 * @param changesKept rows of the change log: how far behind a watcher may be and still resume
 * @param defaultFleet address of the fleet {@code default}, to read signatures from; the orchestrator has the same setting
 * @param signaturePatience how long a registration waits for a model server to describe itself
 * @param poll how long a change is unseen by other instances when its notification is lost
 */
public record MetadataConfig(
        ServerConfig server, DatabaseConfig database, int changesKept, RedisConfig redis, JwtConfig jwt, Cors cors,
        WatchConfig watch, HostPort defaultFleet, Duration signaturePatience, Duration poll) {

    private static final int SERVICE_DIGIT = 3;
    private static final int REDIS_PORT = 6379;

    public static MetadataConfig from(Settings settings) {
        ServerConfig server = ServerConfig.from(settings, SERVICE_DIGIT);
        return new MetadataConfig(
                server,
                DatabaseConfig.from(settings, "outrigger-metadata-service"),
                settings.integer("CHANGES_KEPT", 5_000, 1, 100_000,
                        "changes that a watcher may have missed and still go on without a snapshot"),
                RedisConfig.of(redis(settings)),
                JwtConfig.from(settings),
                Cors.from(settings),
                WatchConfig.withHeartbeat(settings.duration("WATCH_HEARTBEAT", WatchConfig.HEARTBEAT,
                        "time between signs of life to watchers")),
                settings.hostPort("TRITON_URL", new HostPort("127.0.0.1", 8001), "gRPC address of the fleet 'default'"),
                settings.duration("SIGNATURE_TIMEOUT", Duration.ofSeconds(3), "time for a model server to describe a model"),
                Duration.ofMillis(500));
    }

    private static HostPort redis(Settings settings) {
        int port = settings.integer("REDIS_PORT", REDIS_PORT, 1, 65_535, "port of Redis, where REDIS_HOST names none");
        String host = settings.string("REDIS_HOST", "127.0.0.1", "host of Redis, or host:port");
        boolean hasPort = host.matches(".*:[0-9]+") && (host.startsWith("[") || host.indexOf(':') == host.lastIndexOf(':'));
        return hasPort ? settings.hostPort("REDIS_HOST", new HostPort("127.0.0.1", port), "host of Redis, or host:port")
                : new HostPort(host, port);
    }
}
