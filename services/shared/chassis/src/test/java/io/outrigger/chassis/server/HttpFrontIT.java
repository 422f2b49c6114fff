package io.outrigger.chassis.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.helidon.webserver.http.HttpRouting;
import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.chassis.telemetry.Telemetry;
import io.outrigger.testing.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * HTTP as it comes on a socket: what is taken, what is refused, and when the connection is closed. One piece, since every case
 * speaks over the same raw sockets to the same routes.
 */
class HttpFrontIT {

    private static final int PATIENCE_MS = 20_000;
    private static final int LARGE = 16 << 20;

    private final AtomicInteger carriedOut = new AtomicInteger();
    private final Telemetry telemetry = Telemetry.local("example");
    private ServiceServer server = start(Map.of());

    @AfterEach
    void stop() {
        server.close();
        telemetry.close();
    }

    @Test
    void aConnectionEndsAfterConnectionClose() throws Exception {
        String answers = untilTheEnd("GET /hello HTTP/1.1\r\nHost: a\r\n\r\nGET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                + "POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");

        assertThat(answers.split("HTTP/1.1 200")).hasSize(3);
        assertThat(answers).containsIgnoringCase("connection: close");
        assertThat(carriedOut).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcX",
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\nContent-Length: 5\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        "POST /echo HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length : 1\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: a\r\nX-Folded: one\r\n two\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: 0\r\n\r\n",
        "POST /echo HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
        "GET /hello HTTP/1.1\r\nHost: a\r\nX: a\u0000b\r\n\r\n",
        "GET /hel lo HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /hello\r\n\r\n",
        "GET /hello HTTP/1.1\nHost: a\n\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
        "\u0000\u0001\u0002garbage",
    })
    void whatCannotBeReadIsRefusedAndTheConnectionEnds(String broken) throws Exception {
        String answers = untilTheEnd(broken + "POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");

        assertThat(answers).startsWith("HTTP/1.1 4").contains("application/problem+json", """
                "code":""")
                .containsIgnoringCase("connection: close");
        assertThat(answers.lastIndexOf("HTTP/1.1 ")).isZero();
        assertThat(carriedOut).hasValue(0);
    }

    @Test
    void otherVersionsOfHttpAreNamed() throws Exception {
        assertThat(untilTheEnd("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))
                .startsWith("HTTP/1.1 505").contains("http_version_not_supported", "HTTP/2.0");
        assertThat(untilTheEnd("GET / HTTP/3\r\nHost: a\r\n\r\n")).startsWith("HTTP/1.1 505");
    }

    @Test
    void oversizedHeadsAreNamed() throws Exception {
        assertThat(untilTheEnd("GET /hello HTTP/1.1\r\nHost: a\r\nx-request-id: big\r\nX-Long: " + "x".repeat(70_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431").contains("application/problem+json", "header_too_large", """
                        "correlation_id":"big",""");
        assertThat(untilTheEnd("GET /hello HTTP/1.1\r\nHost: a\r\n" + "X: y\r\n".repeat(300) + "\r\n")).startsWith("HTTP/1.1 431");
        assertThat(untilTheEnd("GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: a\r\n\r\n"))
                .startsWith("HTTP/1.1 414").contains("uri_too_long");
        assertThat(untilTheEnd("GET /hello HTTP/1.1\r\nHost: a\r\nX-Long: " + "x".repeat(16_000) + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\ncontent-length: 5\r\n\r\nhello",
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\nhello",
        "\r\n\r\nPOST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
        "POST http://example.com/echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
        "POST /echo HTTP/1.1\r\nhOST:a\r\nTransfer-Encoding:  Chunked \r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2;name=\"va;lue\"\r\nhe\r\n0003 ; x\r\nllo\r\n000\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: a\r\nTE: trailers\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "5\r\nhello\r\n0\r\nX-Sum: 1\r\nX-Two: 2\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nContent-Length: 5\r\n\r\nhello",
        "POST /echo HTTP/1.1\r\nHost:\r\nX-Empty:\r\nX-Tab: a\tb\r\nX-Latin: \u00e9\r\nContent-Length: 5\r\n\r\nhello",
    })
    void whatTheStandardAllowsIsTaken(String request) throws Exception {
        String answers = untilTheEnd(request + "GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        assertThat(answers).startsWith("HTTP/1.1 200").contains("\r\n\r\nhello").endsWith("Hello");
    }

    @Test
    void aBodyThatIsContinuedIsTakenAndOneThatIsNotEndsTheConnection() throws Exception {
        try (Socket socket = open()) {
            send(socket, "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
            assertThat(read(socket, "\r\n\r\n")).startsWith("HTTP/1.1 100");
            send(socket, "hello");
            assertThat(read(socket, "hello")).startsWith("HTTP/1.1 200");
        }
        assertThat(untilTheEnd("POST /nowhere HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"))
                .startsWith("HTTP/1.1 404").containsIgnoringCase("connection: close").doesNotContain("100 Continue");
    }

    @Test
    void http10IsServed() throws Exception {
        assertThat(untilTheEnd("GET /hello HTTP/1.0\r\nHost: upstream\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200").endsWith("\r\n\r\nHello");
        assertThat(untilTheEnd("GET /hello HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 200").endsWith("\r\n\r\nHello");
        assertThat(untilTheEnd("POST /echo HTTP/1.0\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\nhello"))
                .endsWith("\r\n\r\nhello");
        assertThat(untilTheEnd("GET /stream HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .containsIgnoringCase("transfer-encoding: chunked");
        assertThat(untilTheEnd("GET /stream HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 200")
                .doesNotContainIgnoringCase("transfer-encoding").endsWith("\r\n\r\n" + "line\n".repeat(3_000));
    }

    @Test
    void requestsThatDoNotComeInTimeAreEnded() throws Exception {
        server.close();
        server = start(Map.of("HEADERS_TIMEOUT", "300ms", "BODY_TIMEOUT", "300ms"));

        assertThat(untilTheEnd("GET /hello HTTP/1.1\r\nHost: a\r\n")).startsWith("HTTP/1.1 408").contains("request_timeout");
        assertThat(untilTheEnd("G")).startsWith("HTTP/1.1 408");
        assertThat(untilTheEnd("POST /echo HTTP/1.1\r\nHost: a\r\nx-request-id: slow\r\nContent-Length: 5\r\n\r\nhe"))
                .startsWith("HTTP/1.1 408").contains("""
                        "correlation_id":"slow",""");
        assertThat(untilTheEnd("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe")).startsWith("HTTP/1.1 408");
        assertThat(untilTheEnd("POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n")).startsWith("HTTP/1.1 404");
        try (Socket trickle = open()) {
            long began = System.nanoTime();
            assertThat(sendsUntilClosed(trickle)).as("bytes taken of a head that comes byte by byte").isLessThan(10_000);
            assertThat(System.nanoTime() - began).isLessThan(PATIENCE_MS * 1_000_000L);
        }
    }

    @Test
    void anIdleConnectionIsNotARequestThatIsLate() throws Exception {
        server.close();
        server = start(Map.of("HEADERS_TIMEOUT", "100ms"));
        try (Socket idle = open()) {
            idle.setSoTimeout(500);
            assertThat(catchTimeout(idle)).as("nothing is sent to an idle connection").isTrue();
            idle.setSoTimeout(PATIENCE_MS);
            send(idle, "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(read(idle, "Hello")).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void compressedBodiesAreTakenByWhatComesOut() throws Exception {
        server.close();
        server = start(Map.of("MESSAGE_BYTES_MAX", "100000"));
        byte[] text = "hello ".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
        for (String encoding : List.of("gzip", "x-gzip", "GZIP", "deflate", "raw deflate")) {
            assertThat(post(encoding.replace("raw ", ""), compressed(encoding, text))).as(encoding)
                    .startsWith("HTTP/1.1 200").contains("\r\n\r\nhello hello").endsWith("hello ");
            assertThat(post(encoding.replace("raw ", ""), compressed(encoding, new byte[5_000_000]))).as("bomb of " + encoding)
                    .startsWith("HTTP/1.1 413").contains("payload_too_large");
            byte[] half = Arrays.copyOf(compressed(encoding, text), 20);
            assertThat(post(encoding.replace("raw ", ""), half)).as("half of " + encoding)
                    .startsWith("HTTP/1.1 400").contains("malformed_request", "Content-Encoding");
        }
        assertThat(post("gzip", text)).startsWith("HTTP/1.1 400").contains("is not gzip");
        assertThat(post("identity", text)).startsWith("HTTP/1.1 200");
        for (String unknown : List.of("br", "zstd", "gzip, gzip", "x'y")) {
            assertThat(post(unknown, text)).as(unknown).startsWith("HTTP/1.1 415").contains("unsupported_media_type", "gzip, deflate")
                    .containsIgnoringCase("accept-encoding: gzip");
        }
    }

    @Test
    void aCallerThatBreaksOffIsTheCallersEnd() throws Exception {
        for (String half : List.of("Content-Length: 5\r\n\r\nhe", "Transfer-Encoding: chunked\r\n\r\n5\r\nhe",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "Transfer-Encoding: chunked\r\n\r\n")) {
            try (Socket socket = open()) {
                send(socket, "POST /measured HTTP/1.1\r\nHost: a\r\n" + half);
                socket.setSoLinger(true, 0); // a reset, as of a caller that was killed
            }
        }
        Eventually.isTrue(() -> errors("caller_cancelled") == 4);
        assertThat(errors("internal_error")).isZero();
    }

    /** So much does not fit into the sockets' buffers: the server is in the midst of writing when the caller goes. */
    @Test
    void aCallerThatBreaksOffWhileItsAnswerIsWrittenIsTheCallersEnd() throws Exception {
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        Logger log = (Logger) LoggerFactory.getLogger("io.outrigger");
        logged.start();
        log.addAppender(logged);
        try {
            for (String kind : List.of("/large", "/large-stream")) {
                try (Socket socket = open()) {
                    send(socket, "GET " + kind + " HTTP/1.1\r\nHost: a\r\n\r\n");
                    assertThat(read(socket, "\r\n\r\n")).startsWith("HTTP/1.1 200");
                    socket.setSoLinger(true, 0);
                }
            }
            Eventually.isTrue(() -> errors("caller_cancelled") == 2);
            assertThat(errors("internal_error")).isZero();
            assertThat(logged.list).as("stack traces and errors").noneMatch(
                    event -> event.getThrowableProxy() != null || event.getLevel().isGreaterOrEqual(Level.WARN));
        } finally {
            log.detachAppender(logged);
        }
    }

    private double errors(String code) {
        var counter = telemetry.meters().find("inference.errors").tag("code", code).counter();
        return counter == null ? 0 : counter.count();
    }

    @Test
    void theManagementPortKeepsTheSameRules() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", server.managementPort())) {
            socket.setSoTimeout(PATIENCE_MS);
            send(socket, "GET /health/live HTTP/1.0\r\n\r\n");
            assertThat(read(socket, null)).startsWith("HTTP/1.1 200").contains("up");
        }
    }

    private ServiceServer start(Map<String, String> given) {
        return ExampleServer.serving(ExampleServer.settings(given), telemetry, service -> service.rest(this::routes));
    }

    private void routes(HttpRouting.Builder routing) {
        routing.get("/hello", (request, response) -> response.send("Hello"))
                .post("/count", (request, response) -> response.send(Integer.toString(carriedOut.incrementAndGet())))
                .post("/echo", (request, response) -> response.send(RequestBody.read(request)))
                .post("/measured", (request, response) -> {
                    RequestContext.current().inference();
                    response.send(RequestBody.read(request));
                })
                .get("/large", (request, response) -> {
                    RequestContext.current().inference();
                    response.send(new byte[LARGE]);
                })
                .get("/large-stream", (request, response) -> {
                    RequestContext.current().inference();
                    try (OutputStream out = response.outputStream()) {
                        for (int sent = 0; sent < LARGE; sent += 100_000) {
                            out.write(new byte[100_000]);
                        }
                    }
                })
                .get("/stream", (request, response) -> {
                    try (OutputStream out = response.outputStream()) {
                        for (int line = 0; line < 3_000; line++) {
                            out.write("line\n".getBytes(StandardCharsets.US_ASCII));
                            out.flush();
                        }
                    }
                });
    }

    private Socket open() throws IOException {
        Socket socket = new Socket("127.0.0.1", server.restPort());
        socket.setSoTimeout(PATIENCE_MS);
        return socket;
    }

    /** All that comes back until the server closes the connection; it must. */
    private String untilTheEnd(String request) throws IOException {
        try (Socket socket = open()) {
            send(socket, request);
            return read(socket, null);
        }
    }

    private String post(String encoding, byte[] body) throws IOException {
        try (Socket socket = open()) {
            send(socket, "POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Encoding: " + encoding
                    + "\r\nContent-Length: " + body.length + "\r\n\r\n");
            socket.getOutputStream().write(body);
            return read(socket, null);
        }
    }

    private static byte[] compressed(String encoding, byte[] text) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = switch (encoding) {
            case "deflate" -> new DeflaterOutputStream(compressed);
            case "raw deflate" -> new DeflaterOutputStream(compressed, new Deflater(Deflater.DEFAULT_COMPRESSION, true));
            default -> new GZIPOutputStream(compressed);
        }) {
            out.write(text);
        }
        return compressed.toByteArray();
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

    private static boolean catchTimeout(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() > Integer.MAX_VALUE;
        } catch (SocketTimeoutException nothingCame) {
            return true;
        }
    }

    /** Sends header bytes until the socket refuses them, and says how many it took. */
    private static int sendsUntilClosed(Socket socket) {
        int sent = 0;
        try {
            socket.setSoTimeout(20);
            send(socket, "GET /hello HTTP/1.1\r\nX: ");
            while (sent < 10_000) {
                send(socket, "x");
                sent++;
                try {
                    if (socket.getInputStream().read() < 0) {
                        return sent;
                    }
                } catch (SocketTimeoutException open) {
                    continue;
                }
            }
        } catch (IOException closed) {
            return sent;
        }
        return sent;
    }
}
