package io.outrigger.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RestClientIT {

    private HttpServer server;
    private RestClient client;

    /** Repeats what it is sent: method, token, and the body, with the status that the path says. */
    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", RestClientIT::repeat);
        server.start();
        client = RestClient.of("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    private static void repeat(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String answer = """
                {"method":"%s","token":"%s","type":"%s","code":"a_code","message":"%s"}""".formatted(exchange.getRequestMethod(),
                exchange.getRequestHeaders().getFirst("Authorization"), exchange.getRequestHeaders().getFirst("Content-Type"), body);
        exchange.getResponseHeaders().add("ETag", "\"" + exchange.getRequestHeaders().getFirst("If-Match") + "\"");
        int status = Integer.parseInt(exchange.getRequestURI().getPath().substring(1));
        byte[] bytes = status == 204 ? new byte[0] : answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Test
    void whatIsSentIsWhatWasGiven() throws IOException {
        RestAnswer answer = client.as("secret").post("/201", "[]", "If-Match", "7");
        assertThat(answer.succeeded()).isTrue();
        assertThat(answer.json().path("method").asText()).isEqualTo("POST");
        assertThat(answer.json().path("token").asText()).isEqualTo("Bearer secret");
        assertThat(answer.json().path("type").asText()).isEqualTo("application/json");
        assertThat(answer.header("etag")).isEqualTo("\"7\"");
    }

    @Test
    void aProblemIsAnAnswer() throws IOException {
        RestAnswer answer = client.as("").put("/404", "a sentence");
        assertThat(answer.succeeded()).isFalse();
        assertThat(answer.code()).isEqualTo("a_code");
        assertThat(answer.message()).isEqualTo("a sentence");
        assertThat(answer.json().path("token").asText()).isEqualTo("null");
    }

    @Test
    void anAnswerWithoutABodyIsOneToo() throws IOException {
        RestAnswer answer = client.delete("/204");
        assertThat(answer.json().isMissingNode()).isTrue();
        assertThat(answer.message()).isEqualTo("it answered 204");
    }

    @Test
    void nobodyThereIsAnIoException() {
        server.stop(0);
        assertThatThrownBy(() -> client.get("/200")).isInstanceOf(IOException.class);
    }
}
