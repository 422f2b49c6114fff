package io.outrigger.metadata.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.outrigger.backends.testing.BackendsExtension;
import io.outrigger.chassis.config.HostPort;
import io.outrigger.chassis.config.Settings;
import io.outrigger.chassis.server.ServiceServer;
import io.outrigger.chassis.telemetry.Telemetry;
import io.outrigger.documentation.testing.ServedDocument;
import io.outrigger.metadata.MetadataConfig;
import io.outrigger.metadata.MetadataServer;
import io.outrigger.registryview.RegistryView;
import io.outrigger.relay.hop.Channels;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.Tokens;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Instances of the metadata-service on a database of the test class's own, an issuer of tokens, and clients for both ports.
 * {@code @RegisterExtension static final RegistryExtension registry = RegistryExtension.instances(2);}
 */
public final class RegistryExtension implements BeforeAllCallback, AfterAllCallback {

    private final BackendsExtension backends = BackendsExtension.postgresAndRedis();
    private final Tokens tokens = new Tokens();
    private final Telemetry telemetry = Telemetry.local("test");
    private final int count;
    private final Map<String, String> extraSettings;
    private final List<ServiceServer> servers = new ArrayList<>();
    private final Queue<ServedDocument.Answer> answers = new ConcurrentLinkedQueue<>();
    private final Deque<AutoCloseable> toClose = new ArrayDeque<>();
    private ServedDocument document;

    private RegistryExtension(int count, Map<String, String> extraSettings) {
        this.count = count;
        this.extraSettings = extraSettings;
    }

    public static RegistryExtension instances(int count) {
        return new RegistryExtension(count, Map.of());
    }

    /** With settings beside the usual ones, as the environment would have them. */
    public RegistryExtension with(String name, String value) {
        Map<String, String> settings = new HashMap<>(extraSettings);
        settings.put(name, value);
        return new RegistryExtension(count, settings);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        backends.beforeAll(context);
        for (int i = 0; i < count; i++) {
            start();
        }
        for (ServiceServer server : servers) {
            Eventually.isTrue(() -> Rest.management(server.managementPort(), "/health/ready") == 200);
        }
        document = ServedDocument.parse(rest().get("/openapi").bytes());
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        while (!toClose.isEmpty()) {
            toClose.pop().close();
        }
        backends.afterAll(context);
        assertThat(document.undocumented(answers)).as("answers that /openapi does not have").isEmpty();
    }

    /** What the first instance says of itself. */
    public ServedDocument document() {
        return document;
    }

    /** Starts one more instance and does not wait for it to be ready. */
    public ServiceServer start() {
        ServiceServer server = MetadataServer.start(config());
        servers.add(server);
        toClose.push(server);
        return server;
    }

    private MetadataConfig config() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "BIND_HOST", "127.0.0.1",
                "PORT", "0",
                "GRPC_PORT", "0",
                "MANAGEMENT_PORT", "0",
                "DRAIN_PAUSE", "0ms",
                "DRAIN_TIMEOUT", "1s"));
        environment.put("DB_HOST", backends.databaseHost());
        environment.put("DB_PORT", Integer.toString(backends.databasePort()));
        environment.put("DB_NAME", backends.databaseName());
        environment.put("DB_USER", backends.user());
        environment.put("DB_PASSWORD", backends.password());
        environment.put("REDIS_HOST", backends.redisHost() + ":" + backends.redisPort());
        environment.put("JWT_ISSUER", Tokens.ISSUER);
        environment.put("JWT_AUDIENCE", Tokens.AUDIENCE);
        environment.put("JWT_JWKS", tokens.keyFile().toString());
        environment.put("WATCH_HEARTBEAT", "200ms");
        environment.putAll(extraSettings);
        var settings = new Settings(environment);
        MetadataConfig config = MetadataConfig.from(settings);
        settings.check();
        return config;
    }

    public BackendsExtension backends() {
        return backends;
    }

    public ServiceServer server(int instance) {
        return servers.get(instance);
    }

    /** Calls the first instance with a token that may do everything. */
    public Rest rest() {
        return rest(0);
    }

    public Rest rest(int instance) {
        return rest(servers.get(instance));
    }

    public Rest rest(ServiceServer server) {
        return new Rest(server.restPort(), token("models:read models:write"), answers::add);
    }

    /** A metric's value, the sum over all instances. */
    public double metric(String name) {
        return servers.stream().filter(server -> server.managementPort() > 0)
                .mapToDouble(server -> Rest.metric(server.managementPort(), name)).sum();
    }

    public String token(String scope) {
        return token(scope, null);
    }

    /** A token for some models, or none at all; for every one where the list is null. */
    public String token(String scope, List<String> models) {
        return tokens.until(scope, models, Instant.now().plus(Duration.ofMinutes(10)));
    }

    public String expiredToken() {
        return tokens.until("models:read models:write", null, Instant.now().minus(Duration.ofMinutes(10)));
    }

    /** A channel to an instance's gRPC port. */
    public ManagedChannel channel(int instance) {
        ManagedChannel channel = Channels.toService(new HostPort("127.0.0.1", servers.get(instance).grpcPort()), 4 << 20, telemetry);
        toClose.push(channel::shutdownNow);
        return channel;
    }

    /** A view that watches an instance and has its first copy. */
    public RegistryView view(int instance) throws InterruptedException {
        RegistryView view = RegistryView.watch(channel(instance));
        toClose.push(view);
        if (!view.awaitLoaded(Duration.ofSeconds(10))) {
            throw new IllegalStateException("the view was not loaded in time");
        }
        return view;
    }
}
