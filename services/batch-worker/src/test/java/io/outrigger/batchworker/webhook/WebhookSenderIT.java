package io.outrigger.batchworker.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.outrigger.batchworker.webhook.WebhookSender.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookSenderIT {

    private static final byte[] SECRET = "a secret of thirty-two bytes....".getBytes(UTF_8);
    private static final InstantSource NOON = InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000));
    private static final WebhookMessage MESSAGE = new WebhookMessage("msg_1", "{}".getBytes(UTF_8));

    private final List<Map<String, List<String>>> received = new CopyOnWriteArrayList<>();
    private final CountDownLatch stalled = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(task -> Thread.ofVirtual().start(task));
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        stalled.countDown();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        received.add(Map.copyOf(exchange.getRequestHeaders()));
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/stalls")) {
            try {
                stalled.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        exchange.getResponseHeaders().add("Location", "/elsewhere");
        exchange.sendResponseHeaders(path.startsWith("/status/") ? Integer.parseInt(path.substring(8)) : 200, -1);
        exchange.close();
    }

    private WebhookSender sender(boolean privateAddresses, Duration patience) {
        var config = new WebhookConfig(SECRET, privateAddresses, patience);
        return new WebhookSender(config, new WebhookAddresses(config), NOON);
    }

    private String address(String path) {
        return "http://localhost:" + server.getAddress().getPort() + path;
    }

    @ParameterizedTest
    @CsvSource({"200, TAKEN", "204, TAKEN", "302, NOT_TAKEN", "307, NOT_TAKEN", "400, NOT_TAKEN", "410, UNWANTED", "500, NOT_TAKEN"})
    void theStatusSaysWhatCameOfIt(int status, Answer expected) throws InterruptedException {
        assertThat(sender(true, Duration.ofSeconds(30)).send(address("/status/" + status), MESSAGE)).isEqualTo(expected);
        assertThat(received).as("requests: redirects are not followed").hasSize(1);
    }

    @Test
    void aMessageIsSignedAsTheStandardHasIt() throws InterruptedException {
        assertThat(sender(true, Duration.ofSeconds(30)).send(address("/"), MESSAGE)).isEqualTo(Answer.TAKEN);
        assertThat(received.getFirst())
                .containsEntry("Webhook-id", List.of("msg_1"))
                .containsEntry("Webhook-timestamp", List.of("1700000000"))
                .containsEntry("Webhook-signature", List.of(MESSAGE.signature(SECRET, 1_700_000_000)))
                .containsEntry("Content-type", List.of("application/json"));
    }

    @Test
    void whoDoesNotAnswerIsGivenUp() throws InterruptedException {
        assertThat(sender(true, Duration.ofMillis(300)).send(address("/stalls"), MESSAGE)).isEqualTo(Answer.LATE);
    }

    @Test
    void nobodyThereIsNotTaken() throws InterruptedException {
        server.stop(0);
        assertThat(sender(true, Duration.ofSeconds(30)).send(address("/"), MESSAGE)).isEqualTo(Answer.NOT_TAKEN);
    }

    /** A name that led to the internet when the job was submitted may lead elsewhere by now. */
    @Test
    void anAddressIsLookedAtAgainWhenItIsCalled() throws InterruptedException {
        assertThat(sender(false, Duration.ofSeconds(30)).send(address("/"), MESSAGE)).isEqualTo(Answer.NOT_TAKEN);
        assertThat(sender(false, Duration.ofSeconds(30)).send(address("/").replace("localhost", "127.0.0.1"), MESSAGE))
                .isEqualTo(Answer.NOT_TAKEN);
        assertThat(received).isEmpty();
    }
}
