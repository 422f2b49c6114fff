package io.outrigger.perf.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JsonTargetIT {
    private static final int UNKNOWN_LENGTH = 0;

    private final Set<Integer> callersPorts = ConcurrentHashMap.newKeySet();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/whole", exchange -> echo(exchange, 200, false));
        server.createContext("/chunked", exchange -> echo(exchange, 200, true));
        server.createContext("/busy", exchange -> echo(exchange, 503, false));
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    /** Answers with the token and the body. */
    private void echo(HttpExchange exchange, int status, boolean chunked) throws IOException {
        try (exchange) {
            callersPorts.add(exchange.getRemoteAddress().getPort());
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            byte[] answer = (exchange.getRequestHeaders().getFirst("Authorization") + " " + body).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, chunked ? UNKNOWN_LENGTH : answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private JsonTarget target(String path) {
        return JsonTarget.open("it", "http://127.0.0.1:" + server.getAddress().getPort() + path, "secret", "{}");
    }

    @Test
    void answersComeWholeOrInChunks() throws IOException {
        try (JsonTarget whole = target("/whole"); JsonTarget chunked = target("/chunked")) {
            assertThat(whole.answer()).isEqualTo("Bearer secret {}");
            assertThat(chunked.answer()).isEqualTo("Bearer secret {}");
        }
    }

    @Test
    void oneCallerKeepsOneConnection() throws IOException {
        try (JsonTarget target = target("/chunked")) {
            for (int i = 0; i < 5; i++) {
                target.answer();
            }
        }
        assertThat(callersPorts).hasSize(1);
    }

    @Test
    void aConnectionThatTheServerHasClosedIsReplaced() throws IOException {
        try (JsonTarget target = target("/whole")) {
            target.answer();
            int port = server.getAddress().getPort();
            server.stop(0);
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            server.createContext("/whole", exchange -> echo(exchange, 200, false));
            server.start();
            assertThat(target.answer()).isEqualTo("Bearer secret {}");
        }
    }

    @Test
    void whatIsNoGoodAnswerIsAFailureThatSaysIt() {
        try (JsonTarget target = target("/busy")) {
            assertThatThrownBy(() -> target.ask().join()).hasMessageContaining("it answered 503: Bearer secret {}");
        }
    }
}
