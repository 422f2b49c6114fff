package io.outrigger.chassis.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.testing.Eventually;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections to the REST port: how many there may be, for how long, and that none is lost when the server stops. */
class ConnectionsIT {

    /** More on demand: -Doutrigger.drain.rounds=100. */
    private static final int DRAIN_ROUNDS = Integer.getInteger("outrigger.drain.rounds", 4);
    private static final int CALLERS = 8;
    private static final int CALLS_BEFORE = 50;

    private final ExampleServer example = new ExampleServer();
    private final KeptSockets sockets = new KeptSockets();

    @AfterEach
    void stop() throws Exception {
        sockets.close();
        example.close();
    }

    /** Clients that open a connection for each request, until nobody listens: what was let in, if only by the kernel, is answered. */
    @Test
    void stoppingLosesNoConnectionThatWasThere() throws Exception {
        for (int round = 0; round < DRAIN_ROUNDS; round++) {
            ServiceServer server = example.build(Map.of());
            int port = server.restPort();
            AtomicInteger answered = new AtomicInteger();
            Queue<String> lost = new ConcurrentLinkedQueue<>();
            try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < CALLERS; i++) {
                    callers.submit(() -> callUntilRefused(port, answered, lost));
                }
                Eventually.isTrue(() -> answered.get() > CALLS_BEFORE);
                server.close();
            }
            assertThat(lost).as("lost in round %d, %d were answered", round, answered.get()).isEmpty();
        }
    }

    private static void callUntilRefused(int port, AtomicInteger answered, Queue<String> lost) {
        while (true) {
            Socket socket;
            try {
                socket = new Socket("127.0.0.1", port);
            } catch (ConnectException refused) {
                return;
            } catch (IOException otherwise) {
                lost.add("not refused: " + otherwise);
                return;
            }
            try (socket) {
                String answer = KeptSockets.ask(socket);
                if (answer.startsWith("HTTP/1.1 200")) {
                    answered.incrementAndGet();
                } else {
                    lost.add("'" + answer + "'");
                }
            } catch (IOException ended) {
                lost.add(ended.toString());
            }
        }
    }

    @Test
    void requestsDuringThePauseAreAnsweredAsTheLastOnesOfTheirConnections() throws Exception {
        example.start(Map.of("DRAIN_PAUSE", "1m"));
        Socket kept = open();
        assertThat(KeptSockets.ask(kept)).startsWith("HTTP/1.1 200").doesNotContainIgnoringCase("connection: close");
        Thread closing = Thread.ofVirtual().start(example.server::close);
        Eventually.isTrue(() -> example.management("/health/ready").statusCode() == 503);

        for (Socket socket : List.of(kept, open())) {
            assertThat(KeptSockets.ask(socket)).startsWith("HTTP/1.1 200").containsIgnoringCase("connection: close");
            assertThat(socket.getInputStream().read()).as("the end").isNegative();
        }
        Socket late = open();
        closing.interrupt();
        assertThat(KeptSockets.ask(late)).startsWith("HTTP/1.1 200").containsIgnoringCase("connection: close");
        assertThat(closing.join(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void connectionsThatAskNothingMakeRoomForThoseThatDo() throws Exception {
        example.start(Map.of("CONNECTIONS_MAX", "8"));
        for (int i = 0; i < 40; i++) {
            open();
        }
        for (int i = 0; i < 20; i++) {
            assertThat(KeptSockets.ask(open())).as("beside a flood of idle connections").startsWith("HTTP/1.1 200");
        }
        long ended = sockets.all().stream().filter(ConnectionsIT::hasEnded).count();
        assertThat(ended).as("connections that were closed").isGreaterThanOrEqualTo(40);
    }

    @Test
    void aConnectionMoreThanMayHaveRequestsIsToldSo() throws Exception {
        example.start(Map.of("CONNECTIONS_MAX", "4"));
        List<CompletableFuture<String>> held = new ArrayList<>();
        Eventually.passes(() -> {
            held.removeIf(CompletableFuture::isDone); // closed for the server's own look at its port, before its request was read
            while (held.size() < 4) {
                Socket socket = open();
                held.add(CompletableFuture.supplyAsync(
                        () -> answerTo(socket, "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n"), Thread::startVirtualThread));
            }
            assertThat(example.management("/metrics").body()).contains("""
                    calls_in_flight{protocol="rest",service="example"} 4.0""");
            // One of the four may have been closed as its request began; then this one is let in, and closed for the next look.
            assertThat(new String(open().getInputStream().readAllBytes(), StandardCharsets.UTF_8)).startsWith("HTTP/1.1 429")
                    .contains("4 connections", """
                            "code":"overloaded",""");
        });
        example.echo.proceed.countDown();
        for (CompletableFuture<String> answer : held) {
            assertThat(answer.get(10, TimeUnit.SECONDS)).startsWith("HTTP/1.1 200").endsWith("waited");
        }
        Eventually.isTrue(() -> KeptSockets.ask(open()).startsWith("HTTP/1.1 200"));
    }

    @Test
    void anOldConnectionEndsBehindAnAnswer() throws Exception {
        example.start(Map.of("CONNECTION_AGE_MAX", "1ms"));
        Socket socket = open();
        Eventually.isTrue(() -> {
            String answer = KeptSockets.ask(socket);
            assertThat(answer).startsWith("HTTP/1.1 200");
            return answer.toLowerCase().contains("connection: close");
        });
        assertThat(socket.getInputStream().read()).as("the end").isNegative();
    }

    private Socket open() throws IOException {
        return sockets.open(example.server);
    }

    private static boolean hasEnded(Socket socket) {
        try {
            socket.setSoTimeout(1);
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private static String answerTo(Socket socket, String request) {
        try {
            return KeptSockets.ask(socket, request);
        } catch (IOException ended) {
            return ended.toString();
        }
    }
}
