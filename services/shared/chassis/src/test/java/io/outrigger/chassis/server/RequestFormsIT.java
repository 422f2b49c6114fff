package io.outrigger.chassis.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.webserver.http.HttpRouting;
import io.outrigger.chassis.telemetry.Telemetry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One request in the forms that clients give it: methods, addresses, encodings and character sets. */
class RequestFormsIT {

    private static final int PATIENCE_MS = 20_000;
    private static final String HELLO = """
            {"hello":"world"}""";
    private static final byte[] JSON = HELLO.getBytes(StandardCharsets.US_ASCII);

    private final Telemetry telemetry = Telemetry.local("example");
    private ServiceServer server;

    @BeforeEach
    void start() {
        server = ExampleServer.serving(ExampleServer.settings(Map.of()), telemetry, service -> service.rest(RequestFormsIT::routes));
    }

    @AfterEach
    void stop() {
        server.close();
        telemetry.close();
    }

    private static void routes(HttpRouting.Builder routing) {
        ReadRoute.at(routing, "/read", (request, response) -> response.send("some text"));
        routing.post("/echo", (request, response) -> response.send(RequestBody.read(request)));
        MethodNotAllowed.elsewhere(routing, "/echo", "POST");
        routing.get("/stream", (request, response) -> {
            try (OutputStream out = response.outputStream()) {
                for (int line = 0; line < 3_000; line++) {
                    out.write("line\n".getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                }
            }
        });
    }

    @Test
    void headSaysWhatGetWouldWithoutTheBody() {
        String get = ask("GET /read HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "");
        String head = ask("HEAD /read HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "");

        assertThat(withoutDate(head)).isEqualTo(withoutDate(get.substring(0, get.length() - "some text".length())))
                .containsIgnoringCase("content-length: 9").endsWith("\r\n\r\n");
        assertThat(ask("HEAD /nowhere HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", ""))
                .startsWith("HTTP/1.1 404").endsWith("\r\n\r\n");
        assertThat(ask("HEAD /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "")).startsWith("HTTP/1.1 405").endsWith("\r\n\r\n")
                .contains("Allow: POST\r\n");
        assertThat(ask("HEAD /stream HTTP/1.0\r\n\r\n", "")).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n").doesNotContain("line");
    }

    @Test
    void nothingOfAnAnswerToHeadIsLeftOnTheConnection() {
        String answers = ask("HEAD /stream HTTP/1.1\r\nHost: a\r\n\r\nHEAD /read HTTP/1.1\r\nHost: a\r\n\r\n"
                + "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello"
                + "GET /read HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "");

        assertThat(answers.split("HTTP/1.1 ")).extracting(answer -> answer.split(" ")[0])
                .containsExactly("", "200", "200", "100", "200", "200");
        assertThat(answers).doesNotContain("line").contains("\r\n\r\nhello").endsWith("some text");
    }

    @Test
    void readAddressesSayThatHeadIsTaken() {
        assertThat(ask("POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", ""))
                .startsWith("HTTP/1.1 405").contains("Allow: GET, HEAD\r\n", "takes GET, HEAD, not POST");
    }

    @Test
    void optionsMayAskForTheServerAsAWhole() {
        assertThat(ask("OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "")).startsWith("HTTP/1.1 200").contains("Allow: ");
    }

    @Test
    void whatIsWrongWithAnAddressIsNamed() {
        Map.of("GET /read%zz", "'%zz'", "GET /{read}", "'{'", "get /read", "Methods are written in capitals; found 'get'",
                "GET /read?a|b", "%7C", "CONNECT a:443", "there is none here").forEach((line, named) -> {
            assertThat(ask(line + " HTTP/1.1\r\nHost: a\r\n\r\n", "")).as(line)
                    .startsWith("HTTP/1.1 400").contains("malformed_request", named);
        });
        assertThat(ask("GET /read HTTP/1.1\r\nHost: a b\r\n\r\n", "")).startsWith("HTTP/1.1 400").contains("The Host must be a name");
    }

    @Test
    void identityIsNoEncoding() {
        for (String encoding : List.of("identity", "", "Identity, ", "identity\r\nContent-Encoding: identity")) {
            assertThat(echo("Content-Encoding: " + encoding, JSON)).as(encoding)
                    .startsWith("HTTP/1.1 200").endsWith(HELLO);
        }
        for (String encoding : List.of("gzip, identity", "identity, gzip", "identity\r\nContent-Encoding: GZIP")) {
            assertThat(echo("Content-Encoding: " + encoding, gzip(JSON))).as(encoding)
                    .startsWith("HTTP/1.1 200").endsWith(HELLO);
        }
        assertThat(echo("Content-Encoding: gzip\r\nContent-Encoding: gzip", gzip(gzip(JSON)))).startsWith("HTTP/1.1 415")
                .contains("found 'gzip, gzip'");
    }

    @Test
    void anotherCharacterSetIsTakenWhereItSaysTheSame() {
        for (String type : List.of("text/plain; charset=ISO-8859-1", "application/json;charset=\"windows-1252\"",
                "text/json; charset=Shift_JIS", "application/json; charset=UTF-8", "application/json; charset=",
                "application/json; charset=utf8")) {
            assertThat(echo("Content-Type: " + type, JSON)).as(type).startsWith("HTTP/1.1 200");
        }
        byte[] umlaut = """
                {"hello":"Wörld"}""".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(echo("Content-Type: application/json; charset=utf-8", "\u00e9".getBytes(StandardCharsets.UTF_8)))
                .startsWith("HTTP/1.1 200");
        assertThat(echo("Content-Type: application/json; charset=latin1", umlaut)).startsWith("HTTP/1.1 415").contains("'latin1'");
        for (String charset : List.of("UTF-16", "UTF-32LE", "IBM037")) {
            assertThat(echo("Content-Type: application/json; charset=" + charset, HELLO.getBytes(Charset.forName(charset)))).as(charset)
                    .startsWith("HTTP/1.1 415").contains("unsupported_media_type", charset);
        }
        assertThat(echo("Content-Type: application/json; charset=no-such-set", JSON)).startsWith("HTTP/1.1 415").contains("'no-such-set'");
    }

    private String echo(String header, byte[] body) {
        return ask("POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + header + "\r\nContent-Length: " + body.length + "\r\n\r\n",
                new String(body, StandardCharsets.ISO_8859_1));
    }

    /** All that comes back until the server closes the connection; it must. */
    private String ask(String head, String body) {
        try (Socket socket = new Socket("127.0.0.1", server.restPort())) {
            socket.setSoTimeout(PATIENCE_MS);
            socket.getOutputStream().write((head + body).getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String withoutDate(String answer) {
        return answer.replaceAll("(?i)\r\n(date|x-request-id): [^\r]*", "");
    }

    private static byte[] gzip(byte[] body) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(compressed)) {
            out.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }
}
