package io.outrigger.local;

import io.outrigger.backends.BackendProcess;
import io.outrigger.backends.KafkaProcess;
import io.outrigger.backends.PostgresProcess;
import io.outrigger.backends.S3Process;
import io.outrigger.backends.StateDirectory;
import io.outrigger.batchworker.BatchWorkerConfig;
import io.outrigger.batchworker.BatchWorkerServer;
import io.outrigger.chassis.config.Settings;
import io.outrigger.chassis.server.ServiceServer;
import io.outrigger.gateway.GatewayConfig;
import io.outrigger.gateway.GatewayServer;
import io.outrigger.local.identity.SigningKey;
import io.outrigger.local.identity.StoredSecret;
import io.outrigger.local.identity.TokenMint;
import io.outrigger.local.samples.SampleModels;
import io.outrigger.local.samples.ServerRefusals;
import io.outrigger.metadata.MetadataConfig;
import io.outrigger.metadata.MetadataServer;
import io.outrigger.modelserver.ModelServer;
import io.outrigger.modelserver.ModelServerConfig;
import io.outrigger.orchestrator.OrchestratorConfig;
import io.outrigger.orchestrator.OrchestratorServer;
import io.outrigger.router.RouterConfig;
import io.outrigger.router.RouterServer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The order in which the platform starts: first what is needed, then who needs it. Each service gets the environment that
 * {@link ServiceSettings} says and starts as its own {@code Main} starts it.
 */
final class Platform {
    static final String HOST = "127.0.0.1";

    private final StateDirectory state;
    private final Path models;
    private final ServiceSettings settings;
    private final Parts parts;
    private final Progress progress;
    private final Map<String, String> management = new LinkedHashMap<>();

    /** @param parts gets everything that is started, also where the start fails half-way: to be closed by the caller */
    Platform(StateDirectory state, Path models, ServiceSettings settings, Parts parts, Progress progress) {
        this.state = state;
        this.models = models;
        this.settings = settings;
        this.parts = parts;
        this.progress = progress;
    }

    /** Sees to it, before anything is started, that no service will find its port taken. */
    void requireFreePorts() {
        for (int port : new int[] {8000, 8001, 8002}) {
            settings.ports().requireFree("model-server", port);
        }
        String[] services = {"api-gateway", "model-router", "inference-orchestrator", "metadata-service", "batch-worker"};
        for (int digit = 0; digit < services.length; digit++) {
            for (int port : new int[] {8080, 9080, 7080}) {
                settings.ports().requireFree(services[digit], port + digit);
            }
        }
    }

    /** Starts everything, registers the models, and returns when they are served. */
    PlatformAccess start() {
        SigningKey key = SigningKey.openOrCreate(state);
        TokenMint mint = new TokenMint(key, Clock.systemUTC());
        String webhookSecret = StoredSecret.WEBHOOKS.openOrCreate(state);
        String keysSecret = StoredSecret.API_KEYS.openOrCreate(state);
        Backends backends = parts.start("backends", () -> Backends.begin(state, settings.ports()));
        PostgresProcess postgres = backends.postgres().await(progress).current();
        BackendProcess redis = backends.redis().await(progress);
        ServiceServer modelServer = part("model-server",
                () -> ModelServer.start(config(settings.modelServer(models), ModelServerConfig::from)));
        String modelServerGrpc = address(modelServer.grpcPort());
        Map<String, String> registrySettings = settings.metadataService(
                postgres, redis, modelServerGrpc, key.publicKeys(), keysSecret);
        ServiceServer metadata = part("metadata-service",
                () -> MetadataServer.start(config(registrySettings, MetadataConfig::from)));
        String registryGrpc = address(metadata.grpcPort());
        ServiceServer orchestrator = part("inference-orchestrator",
                () -> OrchestratorServer.start(config(settings.orchestrator(registryGrpc, modelServerGrpc), OrchestratorConfig::from)));
        Map<String, String> routerSettings = settings.router(registryGrpc, address(orchestrator.grpcPort()));
        ServiceServer router = part("model-router",
                () -> RouterServer.start(config(routerSettings, RouterConfig::from)));
        KafkaProcess kafka = backends.kafka().await(progress).current();
        S3Process s3 = backends.s3().await(progress).current();
        Map<String, String> workerSettings = settings.batchWorker(postgres, kafka, s3, registryGrpc, address(router.grpcPort()),
                webhookSecret);
        ServiceServer worker = part("batch-worker",
                () -> BatchWorkerServer.start(config(workerSettings, BatchWorkerConfig::from)));
        Map<String, String> gatewaySettings = settings.gateway(registryGrpc, address(router.grpcPort()), address(worker.grpcPort()),
                url(orchestrator.restPort()), redis, key.publicKeys(), keysSecret);
        ServiceServer gateway = part("api-gateway",
                () -> GatewayServer.start(config(gatewaySettings, GatewayConfig::from)));
        PlatformAccess access = new PlatformAccess(url(gateway.restPort()), address(gateway.grpcPort()), url(metadata.restPort()),
                address(router.grpcPort()), address(orchestrator.grpcPort()), url(modelServer.restPort()), modelServerGrpc,
                mint.mint("local-user", TokenMint.USER_SCOPES), mint.mint("local-admin", TokenMint.ADMIN_SCOPES), webhookSecret,
                new PlatformAccess.S3(s3.endpoint(), s3.accessKey(), s3.secretKey()), management);
        registerModels(access);
        return access;
    }

    private ServiceServer part(String name, Supplier<ServiceServer> starter) {
        long began = System.nanoTime();
        ServiceServer server = parts.start(name, starter);
        progress.up(name, addresses(server.restPort(), server.grpcPort()), Duration.ofNanos(System.nanoTime() - began));
        management.put(name, url(server.managementPort()));
        return server;
    }

    private void registerModels(PlatformAccess access) {
        long began = System.nanoTime();
        ServerRefusals notServed = ServerRefusals.of(access.modelServerUrl());
        try (SampleModels samples = new SampleModels(access.registryUrl(), access.gatewayUrl(), access.adminToken())) {
            SampleModels.Outcome outcome = samples.register(models, access.modelServerGrpc(), notServed);
            progress.up("models", String.join(", ", outcome.registered()), Duration.ofNanos(System.nanoTime() - began));
            notServed.all().stream().map(ServerRefusals.Refusal::sentence).forEach(progress::note);
            outcome.refused().forEach(progress::note);
        }
    }

    /** The service's own record, read from its environment as its {@code Main} reads it. */
    private static <C> C config(Map<String, String> environment, Function<Settings, C> from) {
        Settings settings = new Settings(environment);
        C config = from.apply(settings);
        settings.check();
        return config;
    }

    static String address(int port) {
        return HOST + ":" + port;
    }

    private static String addresses(int restPort, int grpcPort) {
        return url(restPort) + "  gRPC " + address(grpcPort);
    }

    private static String url(int port) {
        return "http://" + address(port);
    }
}
