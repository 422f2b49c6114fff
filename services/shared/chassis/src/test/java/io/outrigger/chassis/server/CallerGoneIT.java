package io.outrigger.chassis.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Context;
import io.helidon.webserver.http.HttpRouting;
import io.outrigger.chassis.errors.GrpcErrors;
import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.chassis.telemetry.Telemetry;
import io.outrigger.testing.Eventually;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that go away while their request is served, in every way that a socket knows, and those that stay. */
class CallerGoneIT {

    private static final int PATIENCE_MS = 30_000;
    private static final String WAIT = "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n";

    /** Longer than it takes until somebody looks whether the client is there. */
    private static final int SLOW_MS = 150;

    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger cancelled = new AtomicInteger();
    private final Telemetry telemetry = Telemetry.local("example");
    private final ServiceServer server =
            ExampleServer.serving(ExampleServer.settings(Map.of()), telemetry, service -> service.rest(this::routes));

    @AfterEach
    void stop() {
        server.close();
        telemetry.close();
    }

    @Test
    void whoClosesIsGone() throws IOException {
        try (Socket socket = open(WAIT)) {
            Eventually.isTrue(() -> waiting.get() == 1);
            leave(socket);
        }
        assertCancelled(1);
    }

    @Test
    void whoResetsIsGone() throws IOException {
        try (Socket socket = open(WAIT)) {
            Eventually.isTrue(() -> waiting.get() == 1);
            socket.setSoLinger(true, 0);
            leave(socket);
        }
        assertCancelled(1);
    }

    @Test
    void whoClosesItsSideIsGoneToo() throws IOException {
        try (Socket socket = open(WAIT)) {
            Eventually.isTrue(() -> waiting.get() == 1);
            socket.shutdownOutput();

            assertThat(read(socket, null)).startsWith("HTTP/1.1 499").contains("caller_cancelled")
                    .containsIgnoringCase("connection: close");
        }
        assertCancelled(1);
    }

    @Test
    void whatTheGoneHadSentBehindIsNotServed() throws IOException {
        try (Socket socket = open(WAIT + WAIT + WAIT)) {
            Eventually.isTrue(() -> waiting.get() == 1);
            leave(socket);
        }
        assertCancelled(1);
        assertThat(waiting).hasValue(1);
    }

    @Test
    void manyThatGoAreCountedOnceEachAndOthersAreLeftAlone() throws IOException {
        try (Socket stays = open("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")) {
            List<Socket> sockets = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                sockets.add(open(WAIT));
            }
            Eventually.isTrue(() -> waiting.get() == 51);
            for (Socket socket : sockets) {
                socket.setSoLinger(sockets.indexOf(socket) % 2 == 0, 0);
                leave(socket);
            }
            assertCancelled(50);
            assertThat(read(stays, "slow")).startsWith("HTTP/1.1 200");
        }
        assertThat(errors()).isEqualTo(50);
    }

    @Test
    void requestsThatComeBehindASlowOneAreAnsweredInTheirOrder() throws IOException {
        try (Socket socket = open("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")) {
            Eventually.isTrue(() -> waiting.get() == 1);
            send(socket, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n" + "x".repeat(300_000));
            send(socket, "GET /slow HTTP/1.1\r\nHost: a\r\n\r\nPOST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");

            String answers = read(socket, null);
            assertThat(answers.split("HTTP/1.1 200", -1)).hasSize(5);
            assertThat(answers.replaceAll("(?s)HTTP/1.1 200.*?\r\n\r\n", "|")).isEqualTo("|slow|300000|slow|5");
        }
        assertThat(cancelled).hasValue(0);
    }

    @Test
    void aKeptConnectionGoesOnBehindSlowRequests() throws IOException {
        try (Socket socket = open("")) {
            for (int request = 0; request < 5; request++) {
                send(socket, "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(read(socket, "slow")).startsWith("HTTP/1.1 200");
                send(socket, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n");
                send(socket, "hello");
                assertThat(read(socket, "\r\n\r\n5")).startsWith("HTTP/1.1 200");
            }
        }
        assertThat(cancelled).hasValue(0);
        assertThat(errors()).isZero();
    }

    @Test
    void anUploadThatBreaksOffEndsItsRequest() throws IOException {
        for (boolean reset : new boolean[] {true, false}) {
            int before = waiting.get();
            try (Socket socket = open("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nthe beginning")) {
                Eventually.isTrue(() -> waiting.get() == before + 1);
                socket.setSoLinger(reset, 0);
                leave(socket);
            }
            assertCancelled(before + 1);
        }
    }

    @Test
    void anUploadThatIsNotReadOnAtTheMomentEndsItsRequestToo() throws IOException {
        try (Socket socket = open("POST /wait HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nthe beginning")) {
            Eventually.isTrue(() -> waiting.get() == 1);
            leave(socket);
        }
        assertCancelled(1);
    }

    @Test
    void aBodyThatWasReadAheadIsWhole() throws IOException {
        try (Socket socket = open("POST /late HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 1000000\r\n\r\n")) {
            Eventually.isTrue(() -> waiting.get() == 1);
            send(socket, "x".repeat(1_000_000));

            assertThat(read(socket, null)).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n1000000");
        }
    }

    private void assertCancelled(int count) {
        Eventually.isTrue(() -> errors() == count);
        assertThat(cancelled).hasValue(count);
    }

    private double errors() {
        var counter = telemetry.meters().find("inference.errors").tag("code", "caller_cancelled").counter();
        return counter == null ? 0 : counter.count();
    }

    private void routes(HttpRouting.Builder routing) {
        routing.any("/wait", (request, response) -> {
                    RequestContext.current().inference();
                    waiting.incrementAndGet();
                    CompletableFuture<Void> gone = new CompletableFuture<>();
                    Context.current().addListener(context -> gone.completeExceptionally(context.cancellationCause()), Runnable::run);
                    gone.exceptionally(thrown -> {
                        cancelled.incrementAndGet();
                        throw GrpcErrors.toFailure(thrown);
                    }).get(PATIENCE_MS, TimeUnit.MILLISECONDS);
                })
                .get("/slow", (request, response) -> {
                    waiting.incrementAndGet();
                    new CountDownLatch(1).await(SLOW_MS, TimeUnit.MILLISECONDS);
                    response.send("slow");
                })
                .post("/late", (request, response) -> {
                    waiting.incrementAndGet();
                    new CountDownLatch(1).await(SLOW_MS, TimeUnit.MILLISECONDS);
                    response.send(Integer.toString(RequestBody.read(request).length));
                })
                .post("/echo", (request, response) -> response.send(Integer.toString(RequestBody.read(request).length)))
                .post("/upload", (request, response) -> {
                    RequestContext.current().inference();
                    try (InputStream body = RequestBody.stream(request, 2_000_000)) {
                        waiting.incrementAndGet();
                        response.send(Integer.toString(body.readAllBytes().length));
                    } finally {
                        cancelled.incrementAndGet();
                    }
                });
    }

    private Socket open(String request) throws IOException {
        Socket socket = new Socket("127.0.0.1", server.restPort());
        socket.setSoTimeout(PATIENCE_MS);
        send(socket, request);
        return socket;
    }

    private static void leave(Socket socket) throws IOException {
        socket.close();
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String read(Socket socket, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        byte[] piece = new byte[4_096];
        for (int count = socket.getInputStream().read(piece); count >= 0; count = socket.getInputStream().read(piece)) {
            text.append(new String(piece, 0, count, StandardCharsets.ISO_8859_1));
            if (end != null && text.indexOf(end) >= 0) {
                break;
            }
        }
        return text.toString();
    }
}
