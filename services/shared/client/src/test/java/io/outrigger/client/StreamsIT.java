package io.outrigger.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Scanner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final byte[] CONTENT = "0123456789".repeat(50_000).getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path folder;
    private HttpServer server;
    private RestClient client;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        client = RestClient.of("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    private void repeatForms() {
        server.createContext("/", exchange -> answer(exchange, 200, ("length " + exchange.getRequestHeaders().getFirst("Content-Length")
                + "\n" + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8)));
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Test
    void aFileGoesOutWithItsFieldsAndItsLength() throws IOException {
        repeatForms();
        Path file = Files.writeString(folder.resolve("a \"b\".jsonl"), "rows\n");
        FileForm form = FileForm.of(Map.of("purpose", "batch"), file);
        String sent = client.upload("/", form, PATIENCE).text();
        assertThat(sent.lines()).contains("--" + form.boundary(), "Content-Disposition: form-data; name=\"purpose\"", "batch",
                "Content-Disposition: form-data; name=\"file\"; filename=\"a %22b%22.jsonl\"", "rows", "--" + form.boundary() + "--");
        assertThat(sent).contains("length " + form.body().contentLength());
    }

    @Test
    void whatHasNoSizeGoesOutInChunks() throws IOException {
        repeatForms();
        FileForm form = FileForm.of(Map.of(), "stdin.jsonl", () -> new ByteArrayInputStream(CONTENT));
        assertThat(client.upload("/", form, PATIENCE).text()).startsWith("length null").contains("filename=\"stdin.jsonl\"")
                .contains(new String(CONTENT, StandardCharsets.US_ASCII));
    }

    @Test
    void aDownloadGoesOnWhereItWasCut() throws IOException {
        server.createContext("/", StreamsIT::halfThenTheRest);
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        Download download = new Download(client, "/", read, 0);
        assertThatThrownBy(download::read).isInstanceOf(IOException.class);
        assertThat(download.offset()).isPositive().isLessThan(CONTENT.length);
        assertThat(download.read().succeeded()).isTrue();
        assertThat(read.toByteArray()).isEqualTo(CONTENT);
        assertThat(download.read().succeeded()).as("nothing new is no failure").isTrue();
        assertThat(download.offset()).isEqualTo(CONTENT.length);
    }

    /** A first answer that breaks off in its middle; ranges behind it, and 416 behind the end. */
    private static void halfThenTheRest(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        if (range == null) {
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT, 0, CONTENT.length / 2);
            exchange.getResponseBody().flush();
            exchange.close();
            return;
        }
        int offset = Integer.parseInt(range.replaceAll("\\D", ""));
        answer(exchange, offset < CONTENT.length ? 206 : 416, Arrays.copyOfRange(CONTENT, offset, CONTENT.length));
    }

    @Test
    void whoTakesNoRangesSendsItAll() throws IOException {
        server.createContext("/", exchange -> answer(exchange, 200, CONTENT));
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        new Download(client, "/", read, CONTENT.length - 3).read();
        assertThat(read.toString(StandardCharsets.US_ASCII)).isEqualTo("789");
    }

    @Test
    void aProblemIsAnAnswerAndNotWritten() throws IOException {
        server.createContext("/", exchange -> answer(exchange, 404, """
                {"code":"job_not_found","message":"no"}""".getBytes(StandardCharsets.UTF_8)));
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        assertThat(new Download(client, "/", read, 0).read().code()).isEqualTo("job_not_found");
        assertThat(read.size()).isZero();
    }

    /** On a socket of its own: the JDK's server says "continue" before anybody is asked. */
    @Test
    void anUploadThatIsRefusedEarlyIsHeard() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread refusing = Thread.ofVirtual().start(() -> refuse(socket));
            FileForm form = FileForm.of(Map.of(), "stdin.jsonl", () -> new ByteArrayInputStream(CONTENT));
            RestClient other = client.at("http://127.0.0.1:" + socket.getLocalPort());
            assertThat(other.upload("/", form, PATIENCE).status()).isEqualTo(401);
            refusing.join();
        }
    }

    private static void refuse(ServerSocket socket) {
        try (Socket caller = socket.accept()) {
            Scanner head = new Scanner(caller.getInputStream(), StandardCharsets.US_ASCII);
            while (!head.nextLine().isEmpty()) {
                assertThat(head.hasNextLine()).isTrue();
            }
            caller.getOutputStream().write("HTTP/1.1 401 No\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
                    .getBytes(StandardCharsets.US_ASCII));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
