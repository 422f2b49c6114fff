package io.outrigger.local;

import io.outrigger.backends.BackendProcess;
import io.outrigger.backends.PostgresProcess;
import io.outrigger.backends.RedisProcess;
import io.outrigger.backends.StateDirectory;
import io.outrigger.local.identity.SigningKey;
import io.outrigger.local.identity.StoredSecret;
import io.outrigger.local.identity.TokenMint;
import io.outrigger.local.samples.SampleModels;
import io.outrigger.local.samples.ServerRefusals;
import io.outrigger.testing.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The platform as production has it, every service a process of its own, so that each can be killed. Ports stay over restarts. */
final class Cluster implements AutoCloseable {
    private static final String HOST = "127.0.0.1:";

    private final Map<Integer, Integer> chosen = new HashMap<>();
    private final Path directory = temporary();
    final StateDirectory state = StateDirectory.open(directory.resolve("state"));
    private final Ports ports = new Ports(standard -> chosen.computeIfAbsent(standard, _ -> FreePort.next()));
    private PostgresProcess postgres = PostgresProcess.start(state.subdirectory("postgres"), 0);
    private RedisProcess redis = RedisProcess.start(state.subdirectory("redis"), 0);

    final PlatformAccess access;
    final ServiceProcess modelServer;
    final ServiceProcess metadata;
    final ServiceProcess orchestrator;
    final ServiceProcess router;
    final ServiceProcess gateway;

    Cluster() {
        this(Launch.JAR, Map.of());
    }

    /**
     * @param launch of each of the services
     * @param tuning what they are set to beside where they find each other
     */
    Cluster(Launch launch, Map<String, String> tuning) {
        ServiceSettings settings = new ServiceSettings(ports, tuning);
        SigningKey key = SigningKey.openOrCreate(state);
        TokenMint mint = new TokenMint(key, Clock.systemUTC());
        Path models = Repository.ROOT.resolve("models");
        modelServer = new ServiceProcess("model-server", settings.modelServer(models), directory, launch);
        metadata = new ServiceProcess("metadata-service",
                settings.metadataService(postgres, redis, HOST + ports.number(8001), key.publicKeys(),
                        StoredSecret.API_KEYS.openOrCreate(state)), directory, launch);
        orchestrator = new ServiceProcess("inference-orchestrator",
                settings.orchestrator(HOST + ports.number(9083), HOST + ports.number(8001)), directory, launch);
        router = new ServiceProcess("model-router",
                settings.router(HOST + ports.number(9083), HOST + ports.number(9082)), directory, launch);
        gateway = new ServiceProcess("api-gateway",
                settings.gateway(HOST + ports.number(9083), HOST + ports.number(9081), HOST + ports.number(9084),
                        "http://" + HOST + ports.number(8082), redis, key.publicKeys(),
                        StoredSecret.API_KEYS.openOrCreate(state)),
                directory, launch);
        access = new PlatformAccess("http://" + HOST + ports.number(8080), HOST + ports.number(9080), "http://" + HOST + ports.number(8083),
                HOST + ports.number(9081), HOST + ports.number(9082), "http://" + HOST + ports.number(8000), HOST + ports.number(8001),
                mint.mint("user", TokenMint.USER_SCOPES), mint.mint("admin", TokenMint.ADMIN_SCOPES), "");
        startWhatIsDown();
        try (SampleModels samples = new SampleModels(access.registryUrl(), access.gatewayUrl(), access.adminToken())) {
            samples.register(models, access.modelServerGrpc(), ServerRefusals.of(access.modelServerUrl()));
        }
    }

    /** Starts everything that does not run, and returns when all are ready. */
    void startWhatIsDown() {
        startPostgres();
        startRedis();
        services().forEach(ServiceProcess::start);
        services().forEach(ServiceProcess::awaitReady);
    }

    void startPostgres() {
        if (!postgres.isAlive()) {
            postgres = PostgresProcess.start(state.subdirectory("postgres"), postgres.port());
        }
    }

    void startRedis() {
        if (!redis.isAlive()) {
            redis = RedisProcess.start(state.subdirectory("redis"), redis.port());
        }
    }

    PostgresProcess postgres() {
        return postgres;
    }

    BackendProcess redis() {
        return redis;
    }

    private List<ServiceProcess> services() {
        return List.of(modelServer, metadata, orchestrator, router, gateway);
    }

    void killPostgres() {
        kill(postgres);
    }

    void killRedis() {
        kill(redis);
    }

    static void kill(BackendProcess server) {
        ProcessHandle.of(server.pid()).ifPresent(process -> {
            process.destroyForcibly();
            process.onExit().join();
        });
    }

    /** Where the processes write what they say. */
    Path logs() {
        return directory;
    }

    Ports ports() {
        return ports;
    }

    /** Where the server listens whose documented port this is. */
    String address(int standard) {
        return HOST + ports.number(standard);
    }

    String url(int standard) {
        return "http://" + address(standard);
    }

    RestCalls admin() {
        return new RestCalls(access).as(access.adminToken());
    }

    RestCalls user() {
        return new RestCalls(access).as(access.token());
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("outrigger-cluster-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        services().forEach(ServiceProcess::close);
        redis.close();
        postgres.close();
        state.close();
        Repository.deleteTree(directory);
    }
}
