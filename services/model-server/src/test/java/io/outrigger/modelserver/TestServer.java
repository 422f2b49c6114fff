package io.outrigger.modelserver;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.outrigger.chassis.config.Settings;
import io.outrigger.chassis.server.ServiceServer;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.proto.inference.ModelStatistics;
import io.outrigger.proto.inference.ModelStatisticsRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A model server on free ports over a copy of the test models, with clients; one for each test class. */
final class TestServer implements BeforeAllCallback, AfterAllCallback {

    static final Path MODELS = Path.of("src/test/resources/models");

    private final Map<String, String> settings;
    private Path repository;
    private ServiceServer server;
    private ManagedChannel channel;
    private HttpClient http;

    TestServer(Map<String, String> settings) {
        this.settings = settings;
    }

    TestServer() {
        this(Map.of());
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        repository = Files.createTempDirectory("models");
        copy(MODELS, repository);
        var environment = new HashMap<>(Map.of("HTTP_PORT", "0", "GRPC_PORT", "0", "METRICS_PORT", "0", "BIND_HOST", "127.0.0.1",
                "DRAIN_PAUSE", "0ms", "MODEL_REPOSITORY", repository.toString()));
        environment.putAll(settings);
        var read = new Settings(environment);
        var config = ModelServerConfig.from(read);
        read.check();
        server = ModelServer.start(config);
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.grpcPort()).usePlaintext().maxInboundMessageSize(128 << 20).build();
        http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        channel.shutdownNow();
        http.close();
        server.close();
        try (Stream<Path> files = Files.walk(repository)) {
            files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
    }

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    ServiceServer server() {
        return server;
    }

    Path repository() {
        return repository;
    }

    ManagedChannel channel() {
        return channel;
    }

    GRPCInferenceServiceBlockingStub grpc() {
        return GRPCInferenceServiceGrpc.newBlockingStub(channel);
    }

    /** What gRPC's own health service says. */
    ServingStatus health(String service) {
        return HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.newBuilder().setService(service).build()).getStatus();
    }

    /** Any method, without a body. */
    HttpResponse<String> ask(String method, String path) {
        return send(HttpRequest.newBuilder(uri(path)).method(method, HttpRequest.BodyPublishers.noBody()));
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(uri(path)).GET());
    }

    HttpResponse<String> post(String path, String body) {
        return send(HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<byte[]> postBytes(String path, byte[] body, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        try {
            return http.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    String metrics() {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.managementPort() + "/metrics")).GET()).body();
    }

    ModelStatistics statistics(String model) {
        return grpc().modelStatistics(ModelStatisticsRequest.newBuilder().setName(model).build()).getModelStats(0);
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.restPort() + path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A request over HTTP with one input; shape and data as JSON writes them. */
    static String json(String input, String shape, String datatype, String data) {
        return """
                {"inputs":[{"name":"%s","shape":%s,"datatype":"%s","data":%s}]}""".formatted(input, shape, datatype, data);
    }

    /** A request of one model with one FP32 input named "input". */
    static ModelInferRequest.Builder floats(String model, List<Long> shape, float... values) {
        return request(model, "input", "FP32", shape, floatBytes(values));
    }

    static ModelInferRequest.Builder longs(String model, String input, List<Long> shape, long... values) {
        var bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            bytes.putLong(value);
        }
        return request(model, input, "INT64", shape, ByteString.copyFrom(bytes.flip()));
    }

    static ModelInferRequest.Builder request(String model, String input, String datatype, List<Long> shape, ByteString raw) {
        return ModelInferRequest.newBuilder().setModelName(model)
                .addInputs(ModelInferRequest.InferInputTensor.newBuilder().setName(input).setDatatype(datatype).addAllShape(shape))
                .addRawInputContents(raw);
    }

    static ByteString floatBytes(float... values) {
        var bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return ByteString.copyFrom(bytes.flip());
    }

    static float[] floats(ModelInferResponse response, int output) {
        var bytes = response.getRawOutputContents(output).asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        return values;
    }

    static long[] longs(ModelInferResponse response, int output) {
        var bytes = response.getRawOutputContents(output).asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        long[] values = new long[bytes.remaining() / Long.BYTES];
        bytes.asLongBuffer().get(values);
        return values;
    }
}
