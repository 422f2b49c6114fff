package io.outrigger.metadata;

import io.outrigger.chassis.keys.KeyOrToken;
import io.outrigger.chassis.security.Authenticator;
import io.outrigger.chassis.security.JwtVerifier;
import io.outrigger.chassis.server.Composition;
import io.outrigger.chassis.server.ServiceServer;
import io.outrigger.chassis.telemetry.Telemetry;
import io.outrigger.documentation.DocumentationRoutes;
import io.outrigger.metadata.access.AccessGrpc;
import io.outrigger.metadata.access.AccessWatchers;
import io.outrigger.metadata.aliases.AliasRoutes;
import io.outrigger.metadata.aliases.AliasStore;
import io.outrigger.metadata.aliases.Aliases;
import io.outrigger.metadata.cache.ModelCache;
import io.outrigger.metadata.cache.RedisEntries;
import io.outrigger.metadata.feed.ChangeFeed;
import io.outrigger.metadata.feed.FeedHead;
import io.outrigger.metadata.fleets.FleetRoutes;
import io.outrigger.metadata.fleets.FleetStore;
import io.outrigger.metadata.fleets.Fleets;
import io.outrigger.metadata.keys.KeyStore;
import io.outrigger.metadata.keys.Keys;
import io.outrigger.metadata.limits.LimitStore;
import io.outrigger.metadata.limits.Limits;
import io.outrigger.metadata.models.ModelRoutes;
import io.outrigger.metadata.models.ModelStore;
import io.outrigger.metadata.models.Models;
import io.outrigger.metadata.signatures.SignatureReader;
import io.outrigger.metadata.storage.RegistryDatabase;
import io.outrigger.metadata.stream.WatcherPeer;
import io.outrigger.metadata.versions.VersionRoutes;
import io.outrigger.metadata.versions.VersionStore;
import io.outrigger.metadata.versions.Versions;
import io.outrigger.metadata.watch.RegistryGrpc;
import io.outrigger.metadata.watch.Watchers;
import io.outrigger.registryview.Looks;
import java.time.Duration;

/**
 * The metadata-service, put together.
 *
 * <p>It starts whether or not PostgreSQL and Redis are there: it is ready once it has read the registry, and stays ready when
 * the database goes away later, because watchers are served from memory.
 */
public final class MetadataServer {

    static final String NAME = "metadata-service";

    private MetadataServer() {
    }

    public static ServiceServer start(MetadataConfig config) {
        return ServiceServer.start(config.server(), Telemetry.of(NAME, config.server().tracing()),
                service -> compose(config, service));
    }

    private static void compose(MetadataConfig config, Composition service) {
        Telemetry telemetry = service.telemetry();
        var modelStore = new ModelStore();
        var fleetStore = new FleetStore();
        var aliasStore = new AliasStore();
        var database = service.owns(RegistryDatabase.open(config.database(), config.changesKept()).measuredBy(telemetry.meters()));
        var redis = service.owns(RedisEntries.open(config.redis()));
        var feed = service.owns(ChangeFeed.start(database, modelStore, fleetStore, config.poll(), telemetry.nanoTime()));
        var watchers = service.owns(Watchers.start(feed, config.watch(), telemetry.meters(), telemetry.nanoTime()));
        database.onWritten(watchers::await);
        var heads = service.owns(
                Looks.start("registry-head", () -> database.read(FeedHead::read), Duration.ZERO, telemetry.nanoTime()));
        var cache = new ModelCache(redis, feed, telemetry.meters());
        var models = new Models(database, modelStore, cache);
        var fleets = new Fleets(database, fleetStore, modelStore, config.defaultFleet());
        var versions = new Versions(database, models, modelStore, new VersionStore(), aliasStore, fleets,
                new SignatureReader(config.signaturePatience(), telemetry), cache, telemetry.clock());
        service.access(RegistryAccess.TABLE, composeAccess(config, service, database))
                .cors(config.cors())
                .rest(new ModelRoutes(models))
                .rest(new AliasRoutes(new Aliases(models, modelStore, aliasStore)))
                .rest(new FleetRoutes(fleets))
                .rest(new VersionRoutes(versions, models))
                .rest(DocumentationRoutes.of(MetadataServer.class, RegistryAccess.TABLE))
                .intercept(new WatcherPeer())
                .grpc(new RegistryGrpc(models, fleets, watchers, heads))
                .readiness("database", database::notReadyReason)
                .readiness("registry", feed::notReadyReason)
                .beforeDraining(watchers::close);
    }

    /** Keys and limits for the gateways, and the keys for the registry's own callers. */
    private static Authenticator composeAccess(MetadataConfig config, Composition service, RegistryDatabase database) {
        Telemetry telemetry = service.telemetry();
        var keyStore = new KeyStore();
        var limitStore = new LimitStore();
        var watchers = service.owns(AccessWatchers.start(database, keyStore, limitStore, config.poll(), config.accessStreams(),
                telemetry.meters(), telemetry.nanoTime()));
        var keys = new Keys(database, keyStore, telemetry.clock());
        service.grpc(new AccessGrpc(keys, new Limits(database, limitStore), watchers))
                .readiness("access", watchers::notReadyReason)
                .beforeDraining(watchers::endStreams);
        return new KeyOrToken(new JwtVerifier(config.jwt(), telemetry.clock()), config.keys(), service.owns(watchers.known(keys)),
                telemetry.clock());
    }
}
