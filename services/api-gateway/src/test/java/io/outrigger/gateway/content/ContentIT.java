package io.outrigger.gateway.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.outrigger.gateway.testing.GatewayExtension;
import io.outrigger.proto.jobs.v1.Job;
import io.outrigger.proto.jobs.v1.JobState;
import io.outrigger.testing.Eventually;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reading what jobs have answered: whole, in ranges, while it grows, and with clients that go away. */
class ContentIT {

    @RegisterExtension
    static final GatewayExtension GATEWAY = new GatewayExtension();

    private static final String DIGITS = "0123456789";

    private static Job job(JobState state, String results) {
        Job job = GATEWAY.worker().job("team-a", made -> made.setModel("plain"));
        GATEWAY.worker().end(job.getId(), state, results, "");
        return job;
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static String header(HttpResponse<byte[]> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    @Test
    void answersTheWholeAndItsTagOnceItIsFinal() {
        Job running = job(JobState.JOB_STATE_IN_PROGRESS, DIGITS);
        HttpResponse<byte[]> partial = GATEWAY.getJob("/v1/jobs/" + running.getId() + "/results");
        assertThat(text(partial)).isEqualTo(DIGITS);
        assertThat(header(partial, "content-type")).isEqualTo("application/jsonl");
        assertThat(header(partial, "accept-ranges")).isEqualTo("bytes");
        assertThat(header(partial, "content-length")).isEqualTo("10");
        assertThat(header(partial, "etag")).isEmpty();

        GATEWAY.worker().end(running.getId(), JobState.JOB_STATE_COMPLETED, DIGITS, "");
        HttpResponse<byte[]> whole = GATEWAY.getJob("/v1/jobs/" + running.getId() + "/results");
        assertThat(header(whole, "etag")).isEqualTo("\"results-10\"");
        HttpResponse<byte[]> errors = GATEWAY.getJob("/v1/jobs/" + running.getId() + "/errors");
        assertThat(errors.statusCode()).isEqualTo(200);
        assertThat(errors.body()).isEmpty();
        HttpResponse<byte[]> file = GATEWAY.getJob("/v1/files/" + running.getOutputFileId() + "/content");
        assertThat(text(file)).isEqualTo(DIGITS);
        assertThat(header(file, "content-disposition")).startsWith("attachment; filename=\"" + running.getOutputFileId() + ".jsonl\"");
    }

    @ParameterizedTest
    @CsvSource({"bytes=0-3, 0123, 0-3", "bytes=4-, 456789, 4-9", "bytes=-2, 89, 8-9", "bytes=-99, 0123456789, 0-9", "bytes=8-99, 89, 8-9"})
    void answersRanges(String range, String expected, String place) {
        Job ended = job(JobState.JOB_STATE_COMPLETED, DIGITS);
        for (String path : new String[] {"/v1/jobs/" + ended.getId() + "/results", "/v1/files/" + ended.getOutputFileId() + "/content"}) {
            HttpResponse<byte[]> part = GATEWAY.getJob(path, "Range", range);
            assertThat(part.statusCode()).as(text(part)).isEqualTo(206);
            assertThat(text(part)).isEqualTo(expected);
            assertThat(header(part, "content-range")).isEqualTo("bytes " + place + "/10");
        }
    }

    @Test
    void whatGrowsHasRangesWithoutATotal() {
        Job running = job(JobState.JOB_STATE_IN_PROGRESS, DIGITS);
        HttpResponse<byte[]> part = GATEWAY.getJob("/v1/jobs/" + running.getId() + "/results", "Range", "bytes=5-");

        assertThat(header(part, "content-range")).isEqualTo("bytes 5-9/*");
        HttpResponse<byte[]> behind = GATEWAY.getJob("/v1/jobs/" + running.getId() + "/results", "Range", "bytes=10-");
        assertThat(behind.statusCode()).isEqualTo(416);
        assertThat(header(behind, "content-range")).isEqualTo("bytes */10");
        assertThat(text(behind)).contains("range_not_satisfiable");
    }

    @Test
    void aPartOfSomethingElseIsTheWhole() {
        Job ended = job(JobState.JOB_STATE_COMPLETED, DIGITS);
        String path = "/v1/jobs/" + ended.getId() + "/results";

        assertThat(GATEWAY.getJob(path, "Range", "bytes=5-", "If-Range", "\"results-10\"").statusCode()).isEqualTo(206);
        HttpResponse<byte[]> whole = GATEWAY.getJob(path, "Range", "bytes=5-", "If-Range", "\"results-9\"");
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(text(whole)).isEqualTo(DIGITS);
        assertThat(header(whole, "content-range")).isEmpty();
    }

    @Test
    void headSaysHowMuchItWouldBe() {
        Job ended = job(JobState.JOB_STATE_COMPLETED, DIGITS);
        for (String path : new String[] {"/results", "/events"}) {
            HttpResponse<byte[]> head = GATEWAY.send(GATEWAY.request("/v1/jobs/" + ended.getId() + path, GATEWAY.tokens().with("batch"))
                    .header("x-outrigger-bodyless", "no").method("HEAD", HttpRequest.BodyPublishers.noBody()).build());
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            assertThat(header(head, "content-length")).isEqualTo(path.equals("/results") ? "10" : "0");
        }
        HttpResponse<byte[]> forged = GATEWAY.getJob("/v1/jobs/" + ended.getId() + "/results", "x-outrigger-bodyless", "true");
        assertThat(text(forged)).as("nobody outside can say so").isEqualTo(DIGITS);
    }

    @Test
    void whatBreaksOffEndsTheConnection() {
        Job broken = job(JobState.JOB_STATE_COMPLETED, "breaks off" + "x".repeat(1 << 20));

        assertThatThrownBy(() -> GATEWAY.getJob("/v1/jobs/" + broken.getId() + "/results")).hasCauseInstanceOf(IOException.class);
        assertThat(GATEWAY.getJob("/v1/jobs/" + broken.getId()).statusCode()).isEqualTo(200);
    }

    @Test
    void aClientThatGoesAwayEndsTheCallBehind() throws IOException {
        Job ended = job(JobState.JOB_STATE_COMPLETED, "");
        GATEWAY.worker().keep(ended.getOutputFileId(), ByteString.copyFrom(new byte[256 << 20]));
        int before = GATEWAY.worker().cancelled();
        try (Socket socket = new Socket("127.0.0.1", GATEWAY.gateway().restPort())) {
            socket.getOutputStream().write(("GET /v1/files/" + ended.getOutputFileId() 
                    + "/content HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                    + GATEWAY.tokens().with("batch") + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            assertThat(new String(in.readNBytes(15), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200 OK");
            in.readNBytes(1 << 20);
            assertThat(GATEWAY.worker().cancelled()).isEqualTo(before);
        }
        Eventually.isTrue(() -> GATEWAY.worker().cancelled() == before + 1);
        GATEWAY.worker().keep(ended.getOutputFileId(), ByteString.EMPTY);
    }
}
