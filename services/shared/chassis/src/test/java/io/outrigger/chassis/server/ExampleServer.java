package io.outrigger.chassis.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.helidon.webserver.http.HttpRouting;
import io.outrigger.chassis.access.AccessTable;
import io.outrigger.chassis.access.Who;
import io.outrigger.chassis.config.Settings;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.GrpcErrors;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.security.Principal;
import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.chassis.telemetry.Telemetry;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** A server with a REST route and a gRPC service that do as they are told, and a caller of both. */
final class ExampleServer {

    final EchoService echo = new EchoService();
    final AtomicInteger counted = new AtomicInteger();
    final AtomicReference<String> notReady = new AtomicReference<>();
    final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    final Telemetry telemetry = Telemetry.local("example");
    ServiceServer server;
    ManagedChannel channel;

    void close() throws InterruptedException {
        echo.proceed.countDown();
        if (channel != null) {
            channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        }
        if (server != null) {
            server.close();
        }
        telemetry.close();
    }

    void start(Map<String, String> settings) {
        server = build(settings);
        channel = TestChannel.to(server.grpcPort());
    }

    /** A server of anybody's, who may call {@code Say}, and with whatever credential {@code Chat}. */
    void startForCallers(Map<String, String> settings) {
        AccessTable table = AccessTable.builder().grpc(Who.ANYBODY, "test.Echo", "Say").grpc(Who.ANY_CALLER, "test.Echo", "Chat").build();
        server = serving(settings(settings), telemetry, service -> service
                .access(table, credentials -> new Principal("anybody", "acme", Set.of(), Optional.empty())).grpc(echo));
        channel = TestChannel.to(server.grpcPort());
    }

    ServiceServer build(Map<String, String> given) {
        return serving(settings(given), telemetry, service -> service
                .rest(this::routes)
                .grpc(echo)
                .readiness("registry", () -> Optional.ofNullable(notReady.get())));
    }

    /** Free ports on this machine, and a server that ends at once; with what a test gives instead or beside that. */
    static Settings settings(Map<String, String> given) {
        Map<String, String> settings = new HashMap<>(Map.of("BIND_HOST", "127.0.0.1", "PORT", "0", "GRPC_PORT", "0",
                "MANAGEMENT_PORT", "0", "DRAIN_PAUSE", "0ms", "DRAIN_TIMEOUT", "10s"));
        settings.putAll(given);
        return new Settings(settings);
    }

    /** A server of anything. */
    static ServiceServer serving(Settings settings, Telemetry telemetry, Consumer<Composition> compose) {
        return ServiceServer.start(ServerConfig.from(settings, 4), telemetry, compose);
    }

    private void routes(HttpRouting.Builder routing) {
        routing.get("/id", (request, response) -> response.send(RequestContext.current().correlationId()))
                .get("/refuse", (request, response) -> {
                    throw new ServiceException(ErrorCode.RATE_LIMITED, "too many").retryAfter(Duration.ofMillis(1_200));
                })
                .get("/throw", (request, response) -> {
                    throw new IllegalStateException("secret");
                })
                .get("/wait", (request, response) -> {
                    echo.proceed.await();
                    response.send("waited");
                })
                .post("/count", (request, response) -> response.send(Integer.toString(counted.incrementAndGet())))
                .post("/echo", (request, response) -> response.send(Integer.toString(RequestBody.read(request).length)));
        MethodNotAllowed.elsewhere(routing, "/echo", "POST");
    }

    String say(String text) {
        return ClientCalls.blockingUnaryCall(channel, EchoService.SAY, CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS),
                new EchoService.Text(text)).value();
    }

    Throwable catchThrowable(String text) {
        return org.assertj.core.api.Assertions.catchThrowable(() -> say(text));
    }

    ServiceException failure(String text) {
        return GrpcErrors.toFailure(catchThrowable(text));
    }

    boolean refusesNewCalls() {
        ManagedChannel another = TestChannel.to(server.grpcPort());
        try {
            ClientCalls.blockingUnaryCall(another, EchoService.SAY, CallOptions.DEFAULT, new EchoService.Text("hi"));
            return false;
        } catch (StatusRuntimeException refused) {
            return true;
        } finally {
            another.shutdownNow();
        }
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.restPort() + path)).timeout(Duration.ofSeconds(10));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path));
    }

    HttpResponse<String> post(HttpRequest.BodyPublisher body) throws IOException, InterruptedException {
        return send(request("/echo").POST(body));
    }

    HttpResponse<String> management(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.managementPort() + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    StreamObserver<EchoService.Text> chat(LinkedBlockingQueue<Object> answers) {
        return ClientCalls.asyncBidiStreamingCall(channel.newCall(EchoService.CHAT, CallOptions.DEFAULT), collecting(answers));
    }

    String raw(String text) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.restPort())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            StringBuilder answer = new StringBuilder();
            byte[] chunk = new byte[4_096];
            for (int count = socket.getInputStream().read(chunk); count > 0; count = socket.getInputStream().read(chunk)) {
                answer.append(new String(chunk, 0, count, StandardCharsets.UTF_8));
                if (answer.indexOf("}") > 0) {
                    break;
                }
            }
            return answer.toString();
        }
    }

    static StreamObserver<EchoService.Text> collecting(LinkedBlockingQueue<Object> answers) {
        return new StreamObserver<>() {
            @Override
            public void onNext(EchoService.Text answer) {
                answers.add(answer.value());
            }

            @Override
            public void onError(Throwable failed) {
                answers.add(failed);
            }

            @Override
            public void onCompleted() {
                answers.add("completed");
            }
        };
    }

    static void assertProblem(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).contains("""
                "code":"%s",""".formatted(code));
    }
}
