package io.outrigger.chassis.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.testing.Eventually;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections on which nobody asks for a while: they have no thread, and are served when somebody asks again. */
class RestingConnectionsIT {

    private static final String REQUEST = "GET /id HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final int CONNECTIONS = 200;

    private final ExampleServer example = new ExampleServer();
    private final KeptSockets sockets = new KeptSockets();

    @AfterEach
    void stop() throws Exception {
        sockets.close();
        example.close();
    }

    @Test
    void whoAsksAgainBehindARestIsAnsweredAgainAndAgain() throws Exception {
        example.start(Map.of());
        Socket socket = open();
        for (int rest = 0; rest < 3; rest++) {
            Eventually.isTrue(() -> resting() == 1);
            assertThat(KeptSockets.ask(socket)).startsWith("HTTP/1.1 200");
            assertThat(KeptSockets.ask(socket)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void oneThatHasSaidNothingHasNoThread() throws Exception {
        example.start(Map.of());
        for (int i = 0; i < CONNECTIONS; i++) {
            open();
        }
        Eventually.isTrue(() -> resting() == CONNECTIONS && awake() == 0);
        for (Socket socket : sockets.all()) {
            assertThat(KeptSockets.ask(socket)).startsWith("HTTP/1.1 200");
        }
        Eventually.isTrue(() -> resting() == CONNECTIONS && awake() == 0);
    }

    @Test
    void whoLeavesWhileItRestsIsForgotten() throws Exception {
        example.start(Map.of());
        KeptSockets.ask(open());
        open();
        Eventually.isTrue(() -> resting() == 2);
        sockets.close();
        Eventually.isTrue(() -> resting() == 0 && awake() == 0);
    }

    @Test
    void halfARequestKeepsItsThreadAndItsTimeLimit() throws Exception {
        example.start(Map.of("HEADERS_TIMEOUT", "2s"));
        for (int i = 0; i < CONNECTIONS; i++) {
            open().getOutputStream().write(REQUEST.substring(0, 10).getBytes(StandardCharsets.US_ASCII));
            if (i == 0) {
                Eventually.isTrue(() -> awake() == 1);
            }
        }
        for (Socket socket : sockets.all()) {
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 408");
        }
    }

    @Test
    void stoppingAnswersWhoAsksJustThenAndEndsTheOthers() throws Exception {
        example.start(Map.of("DRAIN_PAUSE", "1m"));
        for (int i = 0; i < CONNECTIONS; i++) {
            KeptSockets.ask(open());
        }
        Eventually.isTrue(() -> resting() == CONNECTIONS);
        Thread closing = Thread.ofVirtual().start(example.server::close);
        Eventually.isTrue(() -> example.management("/health/ready").statusCode() == 503);
        assertThat(KeptSockets.ask(sockets.all().getFirst())).startsWith("HTTP/1.1 200").containsIgnoringCase("connection: close");
        closing.interrupt();
        for (Socket socket : sockets.all()) {
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
        return sockets.open(example.server);
    }
}
