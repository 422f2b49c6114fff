package io.outrigger.chassis.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.testing.Eventually;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections on which nobody asks for a while: they have no thread, and are served when somebody asks again. */
class RestingConnectionsIT {

    private static final String REQUEST = "GET /id HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final int CONNECTIONS = 200;

    private final ExampleServer example = new ExampleServer();
    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (Socket socket : sockets) {
            socket.close();
        }
        example.close();
    }

    @Test
    void whoAsksAgainBehindARestIsAnsweredAgainAndAgain() throws Exception {
        example.start(Map.of());
        Socket socket = open();
        for (int rest = 0; rest < 3; rest++) {
            Eventually.isTrue(() -> resting() == 1);
            assertThat(ask(socket)).startsWith("HTTP/1.1 200");
            assertThat(ask(socket)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void oneThatHasSaidNothingHasNoThread() throws Exception {
        example.start(Map.of());
        for (int i = 0; i < CONNECTIONS; i++) {
            open();
        }
        Eventually.isTrue(() -> resting() == CONNECTIONS && awake() == 0);
        for (Socket socket : sockets) {
            assertThat(ask(socket)).startsWith("HTTP/1.1 200");
        }
        Eventually.isTrue(() -> resting() == CONNECTIONS && awake() == 0);
    }

    @Test
    void whoLeavesWhileItRestsIsForgotten() throws Exception {
        example.start(Map.of());
        ask(open());
        open();
        Eventually.isTrue(() -> resting() == 2);
        for (Socket socket : sockets) {
            socket.close();
        }
        Eventually.isTrue(() -> resting() == 0 && awake() == 0);
    }

    @Test
    void halfARequestKeepsItsThreadAndItsTimeLimit() throws Exception {
        example.start(Map.of("HEADERS_TIMEOUT", "3s"));
        Socket socket = open();
        socket.getOutputStream().write(REQUEST.substring(0, 10).getBytes(StandardCharsets.US_ASCII));
        Eventually.isTrue(() -> awake() == 1);
        socket.setSoTimeout((int) Duration.ofSeconds(60).toMillis());
        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 408");
    }

    @Test
    void stoppingAnswersWhoAsksJustThenAndEndsTheOthers() throws Exception {
        example.start(Map.of("DRAIN_PAUSE", "1m"));
        for (int i = 0; i < CONNECTIONS; i++) {
            ask(open());
        }
        Eventually.isTrue(() -> resting() == CONNECTIONS);
        Thread closing = Thread.ofVirtual().start(example.server::close);
        Eventually.isTrue(() -> example.management("/health/ready").statusCode() == 503);
        assertThat(ask(sockets.getFirst())).startsWith("HTTP/1.1 200").containsIgnoringCase("connection: close");
        closing.interrupt();
        for (Socket socket : sockets) {
            socket.setSoTimeout((int) Duration.ofSeconds(60).toMillis());
            assertThat(socket.getInputStream().read()).as("the end").isNegative();
        }
        assertThat(closing.join(Duration.ofSeconds(60))).isTrue();
    }

    private int resting() {
        return connections("resting");
    }

    private int awake() {
        return connections("awake");
    }

    private int connections(String state) {
        return (int) example.telemetry.meters().get("rest_connections").tag("state", state).gauge().value();
    }

    private Socket open() throws IOException {
        Socket socket = new Socket("127.0.0.1", example.server.restPort());
        sockets.add(socket);
        return socket;
    }

    private static String ask(Socket socket) throws IOException {
        socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
        byte[] answer = new byte[4 << 10];
        int count = socket.getInputStream().read(answer);
        return new String(answer, 0, Math.max(0, count), StandardCharsets.US_ASCII);
    }
}
