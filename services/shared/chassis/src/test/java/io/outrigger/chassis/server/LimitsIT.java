package io.outrigger.chassis.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.GrpcErrors;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.testing.Eventually;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How much a server takes at once. */
class LimitsIT {

    private static final int HEALTH_MAX = 1_024;
    private static final int TOLD_AT_ONCE = 250;
    private static final int OTHERS = 100;

    private final ExampleServer example = new ExampleServer();

    @AfterEach
    void stop() throws InterruptedException {
        example.close();
    }

    @Test
    void bodiesAreLimitedHoweverTheyCome() throws Exception {
        example.start(Map.of("MESSAGE_BYTES_MAX", "1000"));
        byte[] large = new byte[2_000];

        ExampleServer.assertProblem(example.post(HttpRequest.BodyPublishers.ofByteArray(large)), 413, "payload_too_large");
        ExampleServer.assertProblem(example.post(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large))),
                413, "payload_too_large");
        assertThat(example.post(HttpRequest.BodyPublishers.ofByteArray(new byte[1_000])).body()).isEqualTo("1000");
        assertThat(Status.fromThrowable(example.catchThrowable("x".repeat(2_000))).getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(example.say("still here")).isEqualTo("still here");
    }

    @Test
    void bytesInFlightHaveABudget() throws Exception {
        example.start(Map.of("BYTES_IN_FLIGHT_MAX", "100"));
        var held = ClientCalls.futureUnaryCall(example.channel.newCall(EchoService.SAY, CallOptions.DEFAULT), new EchoService.Text("wait"));
        example.echo.waiting.await();

        ServiceException refused = example.failure("x".repeat(97));
        ExampleServer.assertProblem(example.post(HttpRequest.BodyPublishers.ofByteArray(new byte[97])), 429, "overloaded");
        example.echo.proceed.countDown();

        assertThat(refused.code()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(refused.retryAfter()).isPresent();
        assertThat(held.get(5, TimeUnit.SECONDS).value()).isEqualTo("waited");
        assertThat(example.say("x".repeat(97))).hasSize(97);
        assertThat(example.post(HttpRequest.BodyPublishers.ofByteArray(new byte[100])).body()).isEqualTo("100");
        ExampleServer.assertProblem(example.post(HttpRequest.BodyPublishers.ofByteArray(new byte[101])), 413, "payload_too_large");
    }

    @Test
    void whatWasAnnouncedIsHeldByNobody() throws Exception {
        example.start(Map.of("BYTES_IN_FLIGHT_MAX", "1000000"));
        try (Socket first = announcing(1_000_000); Socket second = announcing(1_000_000)) {
            second.getOutputStream().write(new byte[300_000]);
            Eventually.passes(() -> assertThat(example.management("/metrics").body())
                    .contains("bytes_in_flight{service=\"example\"} 300000.0"));
            assertThat(example.post(HttpRequest.BodyPublishers.ofByteArray(new byte[600_000])).body()).isEqualTo("600000");
            assertThat(example.say("x".repeat(600_000))).hasSize(600_000);
            first.getOutputStream().write(new byte[700_001]);
            assertThat(first.getInputStream().read()).as("an answer").isEqualTo('H');
        }
        Eventually.passes(() -> assertThat(example.management("/metrics").body())
                .contains("bytes_in_flight{service=\"example\"} 0.0"));
    }

    /** Uploads that have hardly begun, and one that has sent much and goes on. */
    @Test
    void ofAStreamedBodyNoMoreIsHeldThanHasComeAndThanAWindow() throws Exception {
        example.server = ExampleServer.serving(ExampleServer.settings(Map.of("BYTES_IN_FLIGHT_MAX", "1000000")), example.telemetry,
                service -> service.streamsBody("POST", "/file", 1 << 30).rest(routing -> routing
                        .post("/file", (request, response) -> response.send(Long.toString(
                                RequestBody.stream(request, 1 << 30).transferTo(OutputStream.nullOutputStream()))))
                        .post("/echo", (request, response) -> response.send(Integer.toString(RequestBody.read(request).length)))));
        List<Socket> uploads = new ArrayList<>();
        try {
            for (int i = 0; i < 32; i++) {
                uploads.add(announcing("/file", 5_000_000));
                uploads.getLast().getOutputStream().write(new byte[1_000]);
            }
            uploads.getFirst().getOutputStream().write(new byte[3_000_000]);
            Eventually.passes(() -> assertThat(example.management("/metrics").body())
                    .contains("bytes_in_flight{service=\"example\"} " + (31 * 1_000.0 + (512 << 10))));
            assertThat(example.post(HttpRequest.BodyPublishers.ofByteArray(new byte[400_000])).body()).isEqualTo("400000");
        } finally {
            for (Socket upload : uploads) {
                upload.close();
            }
        }
        Eventually.passes(() -> assertThat(example.management("/metrics").body())
                .contains("bytes_in_flight{service=\"example\"} 0.0"));
    }

    private Socket announcing(int bytes) throws IOException {
        return announcing("/echo", bytes);
    }

    private Socket announcing(String path, int bytes) throws IOException {
        Socket socket = new Socket("127.0.0.1", example.server.restPort());
        socket.getOutputStream().write(("POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + bytes + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void callsHaveALimit() throws Exception {
        example.start(Map.of("CALLS_MAX", "1"));
        var held = ClientCalls.futureUnaryCall(example.channel.newCall(EchoService.SAY, CallOptions.DEFAULT), new EchoService.Text("wait"));
        example.echo.waiting.await();

        assertThat(example.failure("hi").code()).isEqualTo(ErrorCode.OVERLOADED);
        example.echo.proceed.countDown();
        held.get(5, TimeUnit.SECONDS);

        assertThat(example.say("hi")).isEqualTo("hi");
    }

    /** Two callers for two places, who are refused by a route more often than is told at once. */
    @Test
    void refusalsThatWaitTheirTurnHoldNoPlace() throws Exception {
        example.start(Map.of("CALLS_MAX", "2"));
        AtomicBoolean goesOn = new AtomicBoolean(true);
        AtomicInteger refused = new AtomicInteger();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 2; i++) {
                callers.submit(() -> {
                    while (goesOn.get()) {
                        refused.addAndGet(example.get("/refuse").body().contains("rate_limited") ? 1 : 0);
                    }
                    return null;
                });
            }
            Eventually.passes(() -> assertThat(refused).hasValueGreaterThan(TOLD_AT_ONCE));
            int served = 0;
            for (int i = 0; i < OTHERS; i++) {
                served += example.get("/id").statusCode() == 200 ? 1 : 0;
            }
            goesOn.set(false);
            assertThat(served).as("requests of somebody else").isGreaterThan(OTHERS / 2);
        }
    }

    @Test
    void aLongStreamIsNotRefusedForWhatWasAnswered() throws Exception {
        example.start(Map.of("BYTES_IN_FLIGHT_MAX", "100"));
        LinkedBlockingQueue<Object> answers = new LinkedBlockingQueue<>();
        StreamObserver<EchoService.Text> chat = example.chat(answers);
        for (int message = 0; message < 20; message++) {
            chat.onNext(new EchoService.Text("x".repeat(60)));
            assertThat(answers.poll(5, TimeUnit.SECONDS)).isEqualTo("x".repeat(60));
        }
        chat.onCompleted();
        assertThat(answers.poll(5, TimeUnit.SECONDS)).isEqualTo("completed");
    }

    @Test
    void messagesOfStreamsCountAsCalls() throws Exception {
        example.start(Map.of("CALLS_MAX", "1"));
        LinkedBlockingQueue<Object> answers = new LinkedBlockingQueue<>();
        var held = ClientCalls.futureUnaryCall(example.channel.newCall(EchoService.SAY, CallOptions.DEFAULT), new EchoService.Text("wait"));
        example.echo.waiting.await();

        example.chat(answers).onNext(new EchoService.Text("hi"));
        assertThat(answers.poll(5, TimeUnit.SECONDS)).isInstanceOfSatisfying(StatusRuntimeException.class,
                refused -> assertThat(GrpcErrors.toFailure(refused).code()).isEqualTo(ErrorCode.OVERLOADED));
        example.echo.proceed.countDown();
        held.get(5, TimeUnit.SECONDS);

        StreamObserver<EchoService.Text> another = example.chat(answers);
        for (int message = 0; message < 3; message++) {
            another.onNext(new EchoService.Text("hi"));
            assertThat(answers.poll(5, TimeUnit.SECONDS)).isEqualTo("hi");
        }
        assertThat(example.say("beside an idle stream")).isEqualTo("beside an idle stream");
        another.onCompleted();
        assertThat(answers.poll(5, TimeUnit.SECONDS)).isEqualTo("completed");
    }

    /** Who watches health for ever takes no place of those who are served, and not every place of those who ask for health. */
    @Test
    void callsForHealthHaveALimitOfTheirOwn() throws Exception {
        example.startForCallers(Map.of("CALLS_MAX", "1"));
        var told = new CountDownLatch(HEALTH_MAX);
        Context.CancellableContext watching = Context.current().withCancellation();
        for (int i = 0; i < HEALTH_MAX; i++) {
            watching.run(() -> HealthGrpc.newStub(example.channel).watch(HealthCheckRequest.getDefaultInstance(), new StreamObserver<>() {
                @Override
                public void onNext(HealthCheckResponse status) {
                    told.countDown();
                }

                @Override
                public void onError(Throwable ended) {
                    // with the test
                }

                @Override
                public void onCompleted() {
                    // never by itself
                }
            }));
        }
        assertThat(told.await(60, TimeUnit.SECONDS)).as("each watcher is told").isTrue();

        assertThat(health()).isEqualTo("OVERLOADED");
        assertThat(example.say("hi")).isEqualTo("hi");
        watching.cancel(null);
        Eventually.passes(() -> assertThat(health()).isEqualTo("SERVING"));
    }

    private String health() {
        try {
            return HealthGrpc.newBlockingStub(example.channel).check(HealthCheckRequest.getDefaultInstance()).getStatus().name();
        } catch (StatusRuntimeException refused) {
            return GrpcErrors.toFailure(refused).code().name();
        }
    }
}
