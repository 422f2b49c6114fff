package io.outrigger.metadata;

import io.outrigger.chassis.config.HostPort;
import io.outrigger.chassis.config.Settings;
import io.outrigger.chassis.keys.ApiKeyHasher;
import io.outrigger.chassis.security.JwtConfig;
import io.outrigger.chassis.server.Cors;
import io.outrigger.chassis.server.ServerConfig;
import io.outrigger.database.DatabaseConfig;
import io.outrigger.metadata.stream.StreamTerms;
import io.outrigger.metadata.watch.WatchConfig;
import io.outrigger.redis.RedisConfig;
import io.outrigger.redis.RedisServer;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings of the metadata-service.
 *
 * @param changesKept rows of the change log: how far behind a watcher may be and still resume
 * @param defaultFleet address of the fleet {@code default}, to read signatures from; the orchestrator has the same setting
 * @param signaturePatience how long a registration waits for a model server to describe itself
 * @param poll how long a change is unseen by other instances when its notification is lost
 */
public record MetadataConfig(
        ServerConfig server, DatabaseConfig database, int changesKept, RedisConfig redis, JwtConfig jwt, Optional<ApiKeyHasher> keys,
        Cors cors, WatchConfig watch, HostPort defaultFleet, Duration signaturePatience, Duration poll) {

    private static final int SERVICE_DIGIT = 3;
    private static final RedisServer STANDARD_REDIS = RedisServer.at(new HostPort("127.0.0.1", 6379));
    private static final Duration ACCESS_HEARTBEAT_MAX = Duration.ofSeconds(1);

    public static MetadataConfig from(Settings settings) {
        ServerConfig server = ServerConfig.from(settings, SERVICE_DIGIT);
        return new MetadataConfig(
                server,
                DatabaseConfig.from(settings, "outrigger-metadata-service"),
                settings.integer("CHANGES_KEPT", 5_000, 1, 100_000,
                        "changes that a watcher may have missed and still go on without a snapshot"),
                RedisConfig.of(RedisServer.from(settings).orElse(STANDARD_REDIS)),
                JwtConfig.from(settings),
                ApiKeyHasher.from(settings),
                Cors.from(settings),
                WatchConfig.withHeartbeat(settings.duration("WATCH_HEARTBEAT", WatchConfig.HEARTBEAT,
                        "time between signs of life to watchers; of keys at most 1s")),
                settings.hostPort("TRITON_URL", new HostPort("127.0.0.1", 8001), "gRPC address of the fleet 'default'"),
                settings.duration("SIGNATURE_TIMEOUT", Duration.ofSeconds(3), "time for a model server to describe a model"),
                Duration.ofMillis(500));
    }

    /** How those who watch keys and limits are served: they hear at least once a second, since silence means that a key may be revoked. */
    public StreamTerms accessStreams() {
        StreamTerms terms = watch.streams();
        Duration heartbeat = terms.heartbeat().compareTo(ACCESS_HEARTBEAT_MAX) < 0 ? terms.heartbeat() : ACCESS_HEARTBEAT_MAX;
        return new StreamTerms(heartbeat, terms.stallMax(), terms.watchersMax(), terms.watchersOfPeerMax());
    }
}
