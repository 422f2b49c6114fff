package io.outrigger.chassis.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bodies that are answered before they are read, or cannot be read, with a request in them that a proxy before the port never saw as
 * one.
 */
class UnreadBodiesIT {

    private static final String SMUGGLED = "POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n";
    private static final String LAST = "GET /id HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

    private final ExampleServer example = new ExampleServer();

    @BeforeEach
    void start() {
        example.start(Map.of("MESSAGE_BYTES_MAX", "1000000"));
    }

    @AfterEach
    void stop() throws InterruptedException {
        example.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n7fffffff\r\n",
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n7fffffff\r\n",
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffff\r\n",
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nf4241\r\n",
        "POST /nowhere HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n7fffffff\r\n",
        "POST /nowhere HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3a\r\n",
        "POST /nowhere HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3a\r\n",
        "POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n",
        "POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 58\r\nConnection: close\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000001\r\n\r\n",
        "POST /refuse HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Encoding: br\r\nTransfer-Encoding: chunked\r\n\r\n7fffffff\r\n",
    })
    void whatIsInThemIsNoRequest(String request) throws IOException {
        String answers = answers(request + SMUGGLED + SMUGGLED + LAST);

        assertThat(answers).startsWith("HTTP/1.1 4").containsIgnoringCase("connection: close");
        assertThat(answers.lastIndexOf("HTTP/1.1 ")).as(answers).isZero();
        assertThat(example.counted).hasValue(0);
    }

    @Test
    void aSmallOneIsReadAway() throws IOException {
        String answers = answers("POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: " + SMUGGLED.length() + "\r\n\r\n" + SMUGGLED
                + LAST);

        assertThat(answers).startsWith("HTTP/1.1 404").contains("HTTP/1.1 200");
        assertThat(example.counted).hasValue(0);
    }

    /** All that comes until the server closes the connection. */
    private String answers(String requests) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", example.server.restPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
