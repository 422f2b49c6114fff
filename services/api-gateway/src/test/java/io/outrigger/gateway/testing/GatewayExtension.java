package io.outrigger.gateway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.outrigger.chassis.config.Settings;
import io.outrigger.chassis.server.ServiceServer;
import io.outrigger.documentation.testing.ServedDocument;
import io.outrigger.gateway.GatewayConfig;
import io.outrigger.gateway.GatewayServer;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.registry.FleetMapping;
import io.outrigger.registry.Model;
import io.outrigger.registry.ModelMapping;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.StandInRegistry;
import io.outrigger.testing.StandInServer;
import io.outrigger.testing.Tokens;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A running gateway with its neighbours, for the tests of one class. */
public final class GatewayExtension implements BeforeAllCallback, AfterAllCallback {

    private final Tokens tokens = new Tokens();
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Queue<ServedDocument.Answer> answers = new ConcurrentLinkedQueue<>();
    private final Map<String, String> extra;
    private StandInRegistry registry;
    private StandInServer router;
    private StandInWorker worker;
    private ServiceServer gateway;
    private ManagedChannel channel;
    private ServedDocument document;

    public GatewayExtension() {
        this(Map.of());
    }

    /** @param extra settings beside the usual ones, or in their place */
    public GatewayExtension(Map<String, String> extra) {
        this.extra = extra;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws InterruptedException {
        registry = StandInRegistry.start();
        Models.FLEETS.forEach(fleet -> registry.put(FleetMapping.toProto(fleet)));
        List.of(Models.sampleClassifier(), Models.plain(), Models.split()).forEach(this::register);
        router = StandInServer.start().behave(new Sevens()).trailing("x-outrigger-timing", "route=0.250,queue=0.500,backend=1.250");
        worker = StandInWorker.start();
        Map<String, String> environment = new HashMap<>(Map.of(
                "BIND_HOST", "127.0.0.1", "PORT", "0", "GRPC_PORT", "0", "MANAGEMENT_PORT", "0", "DRAIN_PAUSE", "0s", "DRAIN_TIMEOUT", "1s",
                "MESSAGE_BYTES_MAX", "2MiB", "JSON_BYTES_MAX", "1MiB", "PICTURE_BYTES_MAX", "256KiB"));
        environment.putAll(Map.of("WORKER_GRPC", "127.0.0.1:" + worker.port(), "FILE_BYTES_MAX", "1GiB", "EVENTS_KEEP_ALIVE", "100ms",
                "CAPTURE_AGE_MAX", "50ms"));
        environment.putAll(Map.of("STATUS_INTERVAL", "50ms", "STATUS_STREAM_TIME", "1s", "STATUS_STREAMS_MAX", "3"));
        environment.putAll(extra);
        environment.putAll(Map.of("ROUTER_GRPC", "127.0.0.1:" + router.port(), "REGISTRY_GRPC", "127.0.0.1:" + registry.port(),
                "JWT_ISSUER", Tokens.ISSUER, "JWT_AUDIENCE", Tokens.AUDIENCE, "JWT_JWKS", tokens.keyFile().toString()));
        environment.putAll(Map.of("REQUESTS_PER_MINUTE", "0", "API_KEYS_SECRET", "a secret of these tests"));
        Settings settings = new Settings(environment);
        GatewayConfig config = GatewayConfig.from(settings);
        settings.check();
        gateway = GatewayServer.start(config);
        channel = NettyChannelBuilder.forAddress("127.0.0.1", gateway.grpcPort()).usePlaintext().maxInboundMessageSize(64 << 20).build();
        awaitReady();
        document = ServedDocument.parse(get("/openapi", null).body());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        channel.shutdownNow();
        gateway.close();
        router.close();
        worker.close();
        registry.close();
        http.close();
        assertThat(document.undocumented(answers)).as("answers that /openapi does not have").isEmpty();
    }

    /** What the gateway says of itself. */
    public ServedDocument document() {
        return document;
    }

    public Tokens tokens() {
        return tokens;
    }

    /** Tells the gateway of a new model, or of a change to one. */
    public void register(Model model) {
        registry.put(ModelMapping.toProto(model));
    }

    public StandInRegistry registry() {
        return registry;
    }

    /** The next hop, which answers every inference with sevens. */
    public StandInServer router() {
        return router;
    }

    /** Where jobs go, for which nothing happens unless a test says so. */
    public StandInWorker worker() {
        return worker;
    }

    public ServiceServer gateway() {
        return gateway;
    }

    public ManagedChannel channel() {
        return channel;
    }

    /** A stub with a token of these scopes and these further headers, names and values in turn. */
    public GRPCInferenceServiceBlockingStub stub(String scopes, String... headers) {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + tokens.with(scopes));
        for (int i = 0; i < headers.length; i += 2) {
            metadata.put(Metadata.Key.of(headers[i], Metadata.ASCII_STRING_MARSHALLER), headers[i + 1]);
        }
        return GRPCInferenceServiceGrpc.newBlockingStub(channel).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
    }

    public URI address(String path) {
        return URI.create("http://127.0.0.1:" + gateway.restPort() + path);
    }

    public HttpRequest.Builder request(String path, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address(path));
        return token == null ? request : request.header("authorization", "Bearer " + token);
    }

    public HttpResponse<byte[]> send(HttpRequest request) {
        try {
            HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            answers.add(new ServedDocument.Answer(request.method(), request.uri().getRawPath(), answer.statusCode()));
            return answer;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public HttpResponse<byte[]> postJson(String path, String json) {
        return send(request(path, tokens.with("infer")).header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)).build());
    }

    /** Posts JSON with a token of the scope {@code batch}, and further headers, names and values in turn. */
    public HttpResponse<byte[]> postJob(String path, String json, String... headers) {
        HttpRequest.Builder request = request(path, tokens.with("batch")).header("content-type", "application/json");
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.POST(HttpRequest.BodyPublishers.ofString(json)).build());
    }

    /** Gets with a token of the scope {@code batch}. */
    public HttpResponse<byte[]> getJob(String path, String... headers) {
        HttpRequest.Builder request = request(path, tokens.with("batch"));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.GET().build());
    }

    public HttpResponse<byte[]> get(String path, String token) {
        return send(request(path, token).GET().build());
    }

    public int status(String method, String path, String token) {
        return send(request(path, token).method(method, HttpRequest.BodyPublishers.noBody()).build()).statusCode();
    }

    private void awaitReady() {
        Eventually.isTrue(() -> get("/v2/health/ready", null).statusCode() == 200);
    }
}
