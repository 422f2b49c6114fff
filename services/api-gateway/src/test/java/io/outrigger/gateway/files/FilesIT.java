package io.outrigger.gateway.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.chassis.json.Json;
import io.outrigger.gateway.testing.GatewayExtension;
import io.outrigger.testing.Eventually;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Uploads as clients make them. */
class FilesIT {

    @RegisterExtension
    static final GatewayExtension GATEWAY = new GatewayExtension();

    private static final long LARGE_BYTES = 300L << 20;
    private static final String FILE = "file\"; filename=\"rows.jsonl";

    private static String part(String name, String content) {
        return "--limit\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + content + "\r\n";
    }

    private static HttpResponse<byte[]> upload(HttpRequest.BodyPublisher body) {
        return GATEWAY.send(GATEWAY.request("/v1/files", GATEWAY.tokens().with("batch"))
                .header("content-type", "multipart/form-data; boundary=\"limit\"").POST(body).build());
    }

    private static JsonNode uploaded(String form) throws IOException {
        HttpResponse<byte[]> answer = upload(BodyPublishers.ofString(form));
        assertThat(answer.statusCode()).as(new String(answer.body())).isEqualTo(200);
        return Json.parse(answer.body());
    }

    @Test
    void keepsAFileWhateverTheOrderOfTheFieldsIs() throws IOException {
        String anchor = part("expires_after[anchor]", "created_at");
        String seconds = part("expires_after[seconds]", "3600");
        for (String form : List.of(part("purpose", "batch") + anchor + seconds + part(FILE, "{}\n"),
                part(FILE, "{}\n") + seconds + part("purpose", "batch") + anchor)) {
            JsonNode file = uploaded(form + "--limit--\r\n");
            assertThat(file.path("bytes").asInt()).isEqualTo(3);
            assertThat(file.path("filename").asText()).isEqualTo("rows.jsonl");
            assertThat(file.path("expires_at").asLong() - file.path("created_at").asLong()).isEqualTo(3_600);
            assertThat(file.path("status").asText()).isEqualTo("processed");
            assertThat(GATEWAY.worker().content(file.path("id").asText()).orElseThrow().toStringUtf8()).isEqualTo("{}\n");
        }
    }

    @Test
    void showsListsAndDeletesFiles() throws IOException {
        String id = uploaded(part("purpose", "batch") + part(FILE, "{}\n") + "--limit--").path("id").asText();

        assertThat(Json.parse(GATEWAY.getJob("/v1/files/" + id).body()).path("object").asText()).isEqualTo("file");
        assertThat(new String(GATEWAY.getJob("/v1/files/" + id + "/content").body())).isEqualTo("{}\n");
        JsonNode list = Json.parse(GATEWAY.getJob("/v1/files?limit=10000&order=desc").body());
        assertThat(list.path("data").findValuesAsText("id")).contains(id);
        HttpResponse<byte[]> deleted = GATEWAY.send(GATEWAY.request("/v1/files/" + id, GATEWAY.tokens().with("batch")).DELETE().build());
        assertThat(new String(deleted.body()))
                .isEqualTo("""
                {"id":"%s","object":"file","deleted":true}""".formatted(id));
        assertThat(GATEWAY.getJob("/v1/files/" + id).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({"purpose, fine-tune, 400", "color, red, 400", "none, '', 400"})
    void givesUpWhatIsNoUpload(String field, String value, int status) {
        String form = part(FILE, "{}\n") + (field.equals("none") ? "" : part(field, value)) + "--limit--";
        int before = GATEWAY.worker().cancelled();

        assertThat(upload(BodyPublishers.ofString(form)).statusCode()).isEqualTo(status);
        Eventually.isTrue(() -> GATEWAY.worker().cancelled() == before + 1);
    }

    @Test
    void refusesWhatIsNoFormBeforeAnythingIsCalled() {
        int before = GATEWAY.worker().calls();
        assertThat(upload(BodyPublishers.ofString("no form")).statusCode()).isEqualTo(400);
        assertThat(upload(BodyPublishers.ofString(part("purpose", "batch") + "--limit--")).statusCode()).isEqualTo(400);
        assertThat(GATEWAY.postJob("/v1/files", "{}").statusCode()).isEqualTo(415);
        assertThat(upload(BodyPublishers.ofString("--limit\r\nX: " + "x".repeat(20_000))).statusCode()).isEqualTo(431);
        assertThat(GATEWAY.worker().calls()).isEqualTo(before);
    }

    @Test
    void aFormThatBreaksOffIsGivenUp() throws IOException {
        int before = GATEWAY.worker().cancelled();
        try (Socket socket = new Socket("127.0.0.1", GATEWAY.gateway().restPort())) {
            socket.getOutputStream().write(("POST /v1/files HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\nAuthorization: Bearer "
                    + GATEWAY.tokens().with("batch") + "\r\nContent-Type: multipart/form-data; boundary=limit\r\n\r\n"
                    + part("purpose", "batch") + part(FILE, "x".repeat(500_000))).getBytes(StandardCharsets.US_ASCII));
            Eventually.isTrue(() -> GATEWAY.worker().calls() > 0);
        }
        Eventually.isTrue(() -> GATEWAY.worker().cancelled() == before + 1);
    }

    @Test
    void aLargeBodyIsNotReadAwayForThoseWhoMayNotSendIt() throws IOException {
        assertThat(answerTo("POST /v1/files HTTP/1.1\r\nHost: a\r\nContent-Length: 500000000\r\n\r\nx"))
                .startsWith("HTTP/1.1 401").contains("Connection: close");
        assertThat(answerTo("POST /v1/batch HTTP/1.1\r\nHost: a\r\nContent-Length: 500000000\r\n\r\nx")).startsWith("HTTP/1.1 413");
        assertThat(answerTo("POST /v1/files HTTP/1.1\r\nHost: a\r\nContent-Length: 5000000000\r\n\r\nx")).startsWith("HTTP/1.1 413");
    }

    /** All that comes until the server ends the connection. */
    private static String answerTo(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", GATEWAY.gateway().restPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void anUploadIsNeverWholeInMemory() throws IOException {
        long heapBefore = usedHeap();
        long[] mostHeap = {0};
        HttpResponse<byte[]> answer = upload(BodyPublishers.ofInputStream(() -> new SequenceInputStream(
                text(part("purpose", "batch") + "--limit\r\nContent-Disposition: form-data; name=\"" + FILE
                        + "\"\r\n\r\n"),
                new SequenceInputStream(new Zeros(LARGE_BYTES, () -> mostHeap[0] = Math.max(mostHeap[0], usedHeap())),
                        text("\r\n--limit--")))));

        assertThat(answer.statusCode()).as(new String(answer.body())).isEqualTo(200);
        assertThat(Json.parse(answer.body()).path("bytes").asLong()).isEqualTo(LARGE_BYTES);
        assertThat(mostHeap[0] - heapBefore).as("heap that is used after a collection").isLessThan(LARGE_BYTES / 3);
    }

    private static InputStream text(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** So many bytes, with a look at the world every 64 MiB. */
    private static final class Zeros extends InputStream {

        private static final long LOOK_EVERY = 64 << 20;

        private final Runnable look;
        private long left;
        private long lookAt;

        Zeros(long bytes, Runnable look) {
            this.left = bytes;
            this.lookAt = bytes - LOOK_EVERY;
            this.look = look;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int count = (int) Math.min(length, left);
            left -= count;
            if (left <= lookAt) {
                lookAt -= LOOK_EVERY;
                look.run();
            }
            return count;
        }
    }
}
