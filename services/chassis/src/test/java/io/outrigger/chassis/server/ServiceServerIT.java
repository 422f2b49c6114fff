package io.outrigger.chassis.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.helidon.webserver.http.HttpRouting;
import io.outrigger.chassis.client.Channels;
import io.outrigger.chassis.config.HostPort;
import io.outrigger.chassis.config.Settings;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.GrpcErrors;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.chassis.telemetry.Telemetry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServiceServerIT {

    private final EchoService echo = new EchoService();
    private final Telemetry telemetry = Telemetry.local("example");
    private final AtomicReference<String> notReady = new AtomicReference<>();
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private ServiceServer server;
    private ManagedChannel channel;

    @AfterEach
    void stop() throws InterruptedException {
        echo.proceed.countDown();
        if (channel != null) {
            channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        }
        if (server != null) {
            server.close();
        }
        telemetry.close();
    }

    @Test
    void restAndGrpcAnswerWithTheCallersCorrelationId() throws Exception {
        start(Map.of());
        Metadata id = new Metadata();
        id.put(Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER), "req-7");
        AtomicReference<Metadata> headers = new AtomicReference<>();
        AtomicReference<Metadata> trailers = new AtomicReference<>();
        var call = io.grpc.ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(id),
                MetadataUtils.newCaptureMetadataInterceptor(headers, trailers));

        assertThat(ClientCalls.blockingUnaryCall(call, EchoService.SAY, CallOptions.DEFAULT, new EchoService.Text("hi")).value())
                .isEqualTo("hi");
        var answer = http.send(request("/id").header("x-request-id", "req-8").build(), HttpResponse.BodyHandlers.ofString());

        assertThat(headers.get().get(Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER))).isEqualTo("req-7");
        assertThat(answer.headers().firstValue("x-request-id")).contains("req-8");
        assertThat(answer.body()).isEqualTo("req-8");
    }

    @Test
    void grpcFailuresCarryTheirCode() {
        start(Map.of());

        assertThat(failure("refuse").code()).isEqualTo(ErrorCode.SHAPE_MISMATCH);
        assertThat(failure("refuse")).hasMessage("a ü sentence");
        assertThat(failure("throw refuse").code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
        assertThat(failure("throw").code()).isEqualTo(ErrorCode.INTERNAL_ERROR);
        assertThat(failure("throw").getMessage()).doesNotContain("secret");
        assertThat(failure("throw error").code()).isEqualTo(ErrorCode.INTERNAL_ERROR);
        assertThat(say("long")).hasSize(300_000);
    }

    @Test
    void restFailuresAreProblems() throws Exception {
        start(Map.of());

        assertProblem(get("/refuse"), 429, "rate_limited");
        assertThat(get("/refuse").headers().firstValue("Retry-After")).contains("2");
        assertProblem(get("/throw"), 500, "internal_error");
        assertThat(get("/throw").body()).doesNotContain("secret");
        assertProblem(get("/nowhere"), 404, "route_not_found");
        assertProblem(http.send(request("/echo").DELETE().build(), HttpResponse.BodyHandlers.ofString()), 405, "method_not_allowed");
        assertProblem(http.send(request("/id").header("X-Request-Timeout-Ms", "soon").build(), HttpResponse.BodyHandlers.ofString()),
                400, "invalid_header");
    }

    @Test
    void whatIsNotHttpIsAProblemToo() throws Exception {
        start(Map.of());

        assertThat(raw("GET /a%zz HTTP/1.1\r\nHost: a\r\n\r\n")).startsWith("HTTP/1.1 400").contains("malformed_request");
        assertThat(raw("GET /id HTTP/1.1\r\nHost: a\r\nX-Long: " + "x".repeat(70_000) + "\r\n\r\n")).containsPattern("HTTP/1.1 4\\d\\d");
        assertThat(raw("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\n"))
                .startsWith("HTTP/1.1 413").contains("payload_too_large", "1000000000");
        assertThat(raw("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(raw("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Encoding: br\r\nContent-Length: 1\r\n\r\nx"))
                .startsWith("HTTP/1.1 415").contains("Content-Encoding may be one of gzip, deflate, identity; found 'br'");
        assertThat(get("/id").statusCode()).isEqualTo(200);
    }

    @Test
    void bodiesAreLimitedHoweverTheyCome() throws Exception {
        start(Map.of("MESSAGE_BYTES_MAX", "1000"));
        byte[] large = new byte[2_000];

        assertProblem(post(HttpRequest.BodyPublishers.ofByteArray(large)), 413, "payload_too_large");
        assertProblem(post(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large))), 413, "payload_too_large");
        assertThat(post(HttpRequest.BodyPublishers.ofByteArray(new byte[1_000])).body()).isEqualTo("1000");
        assertThat(Status.fromThrowable(catchThrowable("x".repeat(2_000))).getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(say("still here")).isEqualTo("still here");
    }

    @Test
    void bytesInFlightHaveABudget() throws Exception {
        start(Map.of("BYTES_IN_FLIGHT_MAX", "100"));
        var held = ClientCalls.futureUnaryCall(channel.newCall(EchoService.SAY, CallOptions.DEFAULT), new EchoService.Text("wait"));
        echo.waiting.await();

        ServiceException refused = failure("x".repeat(97));
        assertProblem(post(HttpRequest.BodyPublishers.ofByteArray(new byte[97])), 503, "overloaded");
        echo.proceed.countDown();

        assertThat(refused.code()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(refused.retryAfter()).isPresent();
        assertThat(held.get(5, TimeUnit.SECONDS).value()).isEqualTo("waited");
        assertThat(say("x".repeat(97))).hasSize(97);
        assertThat(post(HttpRequest.BodyPublishers.ofByteArray(new byte[100])).body()).isEqualTo("100");
        assertProblem(post(HttpRequest.BodyPublishers.ofByteArray(new byte[101])), 413, "payload_too_large");
    }

    @Test
    void callsHaveALimit() throws Exception {
        start(Map.of("CALLS_MAX", "1"));
        var held = ClientCalls.futureUnaryCall(channel.newCall(EchoService.SAY, CallOptions.DEFAULT), new EchoService.Text("wait"));
        echo.waiting.await();

        assertThat(failure("hi").code()).isEqualTo(ErrorCode.OVERLOADED);
        echo.proceed.countDown();
        held.get(5, TimeUnit.SECONDS);

        assertThat(say("hi")).isEqualTo("hi");
    }

    @Test
    void aLongStreamIsNotRefusedForWhatWasAnswered() throws Exception {
        start(Map.of("BYTES_IN_FLIGHT_MAX", "100"));
        LinkedBlockingQueue<Object> answers = new LinkedBlockingQueue<>();
        StreamObserver<EchoService.Text> chat = chat(answers);
        for (int message = 0; message < 20; message++) {
            chat.onNext(new EchoService.Text("x".repeat(60)));
            assertThat(answers.poll(5, TimeUnit.SECONDS)).isEqualTo("x".repeat(60));
        }
        chat.onCompleted();
        assertThat(answers.poll(5, TimeUnit.SECONDS)).isEqualTo("completed");
    }

    @Test
    void messagesOfStreamsCountAsCalls() throws Exception {
        start(Map.of("CALLS_MAX", "1"));
        LinkedBlockingQueue<Object> answers = new LinkedBlockingQueue<>();
        var held = ClientCalls.futureUnaryCall(channel.newCall(EchoService.SAY, CallOptions.DEFAULT), new EchoService.Text("wait"));
        echo.waiting.await();

        chat(answers).onNext(new EchoService.Text("hi"));
        assertThat(answers.poll(5, TimeUnit.SECONDS)).isInstanceOfSatisfying(StatusRuntimeException.class,
                refused -> assertThat(GrpcErrors.toFailure(refused).code()).isEqualTo(ErrorCode.OVERLOADED));
        echo.proceed.countDown();
        held.get(5, TimeUnit.SECONDS);

        StreamObserver<EchoService.Text> another = chat(answers);
        for (int message = 0; message < 3; message++) {
            another.onNext(new EchoService.Text("hi"));
            assertThat(answers.poll(5, TimeUnit.SECONDS)).isEqualTo("hi");
        }
        assertThat(say("beside an idle stream")).isEqualTo("beside an idle stream");
        another.onCompleted();
        assertThat(answers.poll(5, TimeUnit.SECONDS)).isEqualTo("completed");
    }

    @Test
    void aLongSentenceArrivesInAnyAlphabet() {
        start(Map.of());

        assertThat(failure("refuse at length").code()).isEqualTo(ErrorCode.MODEL_REJECTED_INPUT);
        assertThat(failure("refuse at length").getMessage()).startsWith("漢漢").endsWith("…");
    }

    @Test
    void anInterruptedCloseStillCloses() throws Exception {
        start(Map.of("DRAIN_PAUSE", "1m"));
        List<Integer> ports = List.of(server.restPort(), server.grpcPort(), server.managementPort());
        Thread closing = Thread.ofVirtual().start(server::close);
        closing.interrupt();

        assertThat(closing.join(Duration.ofSeconds(5))).isTrue();
        for (int port : ports) {
            assertThatThrownBy(() -> new Socket("127.0.0.1", port).close()).as("port " + port).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void theAnswerToHeadHasNoBodyThatCouldBeTakenForTheNextAnswer() throws Exception {
        start(Map.of());

        for (String path : List.of("/echo", "/id", "/nowhere")) {
            String answers = raw("HEAD " + path + " HTTP/1.1\r\nHost: a\r\n\r\nPOST /refuse HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(answers).startsWith(path.equals("/id") ? "HTTP/1.1 200" : "HTTP/1.1 40")
                    .contains("\r\n\r\nHTTP/1.1 404").containsOnlyOnce("\"code\"");
        }
    }

    @Test
    void strangeFramingIsTheCallersFault() throws Exception {
        start(Map.of());
        String post = "POST /echo HTTP/1.1\r\nHost: a\r\nx-request-id: framed\r\n";
        for (String framing : List.of(
                "Content-Length: -5\r\n\r\n",
                "Content-Length: 99999999999999999999\r\n\r\n",
                "Content-Length: 1\r\nContent-Length: 2\r\n\r\nxy",
                "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nffffffffff\r\nabc",
                "Transfer-Encoding: chunked\r\n\r\n-1\r\nabc",
                "Transfer-Encoding: gzip\r\n\r\nabc",
                "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n")) {
            assertThat(raw(post + framing)).as(framing).containsPattern("^HTTP/1.1 4\\d\\d").contains("\"correlation_id\":\"framed\"");
        }
        assertThat(get("/id").statusCode()).isEqualTo(200);
    }

    @Test
    void readinessFollowsTheChecks() throws Exception {
        start(Map.of());

        assertThat(management("/health/ready").statusCode()).isEqualTo(200);
        notReady.set("the registry has not been seen yet");
        assertThat(management("/health/ready").body()).contains("not ready", "registry", "the registry has not been seen yet");
        assertThat(management("/health/ready").statusCode()).isEqualTo(503);
        assertThat(management("/health/live").statusCode()).isEqualTo(200);
        assertThat(management("/metrics").body()).contains("calls_in_flight", "jvm_memory_used_bytes");
    }

    @Test
    void drainingLetsCallsInFlightFinish() throws Exception {
        start(Map.of("DRAIN_PAUSE", "3s"));
        var held = ClientCalls.futureUnaryCall(channel.newCall(EchoService.SAY, CallOptions.DEFAULT), new EchoService.Text("wait"));
        var slow = http.sendAsync(request("/wait").build(), HttpResponse.BodyHandlers.ofString());
        echo.waiting.await();

        CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
        awaitUntil(() -> management("/health/ready").statusCode() == 503);
        assertThat(HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance()).getStatus())
                .isEqualTo(ServingStatus.NOT_SERVING);
        assertThat(get("/id").headers().firstValue("Connection")).contains("close");
        awaitUntil(this::refusesNewCalls);
        echo.proceed.countDown();

        assertThat(held.get(5, TimeUnit.SECONDS).value()).isEqualTo("waited");
        assertThat(slow.get(5, TimeUnit.SECONDS).body()).isEqualTo("waited");
        closing.get(5, TimeUnit.SECONDS);
    }

    @Test
    void closingAnIdleServerIsQuick() throws Exception {
        start(Map.of());
        get("/id");
        say("hi");

        CompletableFuture.runAsync(server::close).get(3, TimeUnit.SECONDS);
    }

    @Test
    void aPortInUseIsNamed() {
        start(Map.of());

        assertThatThrownBy(() -> build(Map.of("GRPC_PORT", Integer.toString(server.grpcPort()))))
                .hasMessage("Port " + server.grpcPort() + " is in use by another program.");
        assertThatThrownBy(() -> build(Map.of("PORT", Integer.toString(server.restPort()))))
                .hasMessage("Port " + server.restPort() + " is in use by another program.");
    }

    private void start(Map<String, String> settings) {
        server = build(settings);
        channel = Channels.toService(new HostPort("127.0.0.1", server.grpcPort()), 1 << 20, telemetry);
    }

    private ServiceServer build(Map<String, String> given) {
        Map<String, String> settings = new HashMap<>(Map.of("BIND_HOST", "127.0.0.1", "PORT", "0", "GRPC_PORT", "0",
                "MANAGEMENT_PORT", "0", "DRAIN_PAUSE", "0ms", "DRAIN_TIMEOUT", "10s"));
        settings.putAll(given);
        return ServiceServer.builder("example", ServerConfig.from(new Settings(settings), 4), telemetry)
                .rest(this::routes)
                .grpc(echo)
                .readiness("registry", () -> Optional.ofNullable(notReady.get()))
                .start();
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
                .post("/echo", (request, response) -> response.send(Integer.toString(RequestBody.read(request).length)));
        MethodNotAllowed.elsewhere(routing, "/echo", "POST");
    }

    private String say(String text) {
        return ClientCalls.blockingUnaryCall(channel, EchoService.SAY, CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS),
                new EchoService.Text(text)).value();
    }

    private Throwable catchThrowable(String text) {
        return org.assertj.core.api.Assertions.catchThrowable(() -> say(text));
    }

    private ServiceException failure(String text) {
        return GrpcErrors.toFailure(catchThrowable(text));
    }

    private boolean refusesNewCalls() {
        ManagedChannel another = Channels.toService(new HostPort("127.0.0.1", server.grpcPort()), 1 << 20, telemetry);
        try {
            ClientCalls.blockingUnaryCall(another, EchoService.SAY, CallOptions.DEFAULT, new EchoService.Text("hi"));
            return false;
        } catch (StatusRuntimeException refused) {
            return true;
        } finally {
            another.shutdownNow();
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.restPort() + path)).timeout(Duration.ofSeconds(10));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(HttpRequest.BodyPublisher body) throws IOException, InterruptedException {
        return http.send(request("/echo").POST(body).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> management(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.managementPort() + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private StreamObserver<EchoService.Text> chat(LinkedBlockingQueue<Object> answers) {
        return ClientCalls.asyncBidiStreamingCall(channel.newCall(EchoService.CHAT, CallOptions.DEFAULT), collecting(answers));
    }

    private String raw(String text) throws IOException {
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

    private static StreamObserver<EchoService.Text> collecting(LinkedBlockingQueue<Object> answers) {
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

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void awaitUntil(Condition condition) throws Exception {
        long giveUpAt = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("the condition came to hold in 10 s").isLessThan(giveUpAt);
        }
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
    }
}
