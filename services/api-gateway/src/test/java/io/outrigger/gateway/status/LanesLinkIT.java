package io.outrigger.gateway.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An orchestrator that fails in each of its ways costs a moment and a sentence. */
class LanesLinkIT {

    private final CountDownLatch testIsOver = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void stop() {
        testIsOver.countDown();
        server.stop(0);
    }

    private ToldLanes ask() {
        try (LanesLink link = new LanesLink(Optional.of(URI.create("http://127.0.0.1:" + server.getAddress().getPort())))) {
            return link.ask();
        }
    }

    private void answers(int status, byte[] body) {
        server.createContext("/v1/lanes", exchange -> {
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    @Test
    void whoHasNoAddressIsNotAsked() {
        try (LanesLink link = new LanesLink(Optional.empty())) {
            assertThat(link.ask().silence()).contains("ORCHESTRATOR_STATUS_URL");
        }
    }

    @Test
    void aRefusalIsToldByItsStatus() {
        answers(500, "{}".getBytes());
        assertThat(ask().silence()).contains("500");
    }

    @Test
    void whatIsNoJsonTellsNothing() {
        answers(200, "<html>".getBytes());
        assertThat(ask().told()).isFalse();
    }

    @Test
    void anAnswerWithoutEndIsNotReadToItsEnd() {
        server.createContext("/v1/lanes", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] spaces = " ".repeat(1 << 16).getBytes();
            while (testIsOver.getCount() > 0) {
                exchange.getResponseBody().write(spaces);
            }
        });
        assertThat(ask().told()).isFalse();
    }

    @Test
    void whoDoesNotAnswerIsNotWaitedFor() {
        server.createContext("/v1/lanes", exchange -> {
            try {
                testIsOver.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(ask().silence()).contains("does not answer");
    }

    @Test
    void whoIsNotThereDoesNotAnswer() {
        server.stop(0);
        assertThat(ask().silence()).contains("does not answer");
    }
}
