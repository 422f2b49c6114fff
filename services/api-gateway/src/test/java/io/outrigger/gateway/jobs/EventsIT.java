package io.outrigger.gateway.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.gateway.testing.GatewayExtension;
import io.outrigger.proto.jobs.v1.Job;
import io.outrigger.proto.jobs.v1.JobState;
import io.outrigger.testing.Eventually;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A job as server-sent events, as they come over the wire. */
class EventsIT {

    @RegisterExtension
    static final GatewayExtension GATEWAY = new GatewayExtension();

    private static BufferedReader watch(Socket socket, String job) throws IOException {
        socket.getOutputStream().write(("GET /v1/jobs/" + job + "/events HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                + GATEWAY.tokens().with("batch") + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /** The next line that begins so; null at the end. */
    private static String line(BufferedReader lines, String beginning) throws IOException {
        String line = lines.readLine();
        while (line != null && !line.startsWith(beginning)) {
            line = lines.readLine();
        }
        return line;
    }

    @Test
    void tellsEveryChangeAndTheEnd() throws IOException {
        Job job = GATEWAY.worker().job("team-a", made -> made.setModel("plain"));
        try (Socket socket = new Socket("127.0.0.1", GATEWAY.gateway().restPort())) {
            BufferedReader lines = watch(socket, job.getId());
            assertThat(line(lines, "HTTP/1.1")).isEqualTo("HTTP/1.1 200 OK");
            assertThat(line(lines, "Content-Type:")).isEqualTo("Content-Type: text/event-stream");
            assertThat(line(lines, "event:")).isEqualTo("event: progress");
            assertThat(line(lines, "data:")).contains(job.getId(), "in_progress");
            assertThat(line(lines, ": nothing")).as("a comment while nothing is new").isNotNull();
            GATEWAY.worker().put("team-a", job.toBuilder().setRowsPerSecond(7.5).build());
            assertThat(line(lines, "event:")).isEqualTo("event: progress");
            assertThat(line(lines, "data:")).contains("7.5");
            GATEWAY.worker().end(job.getId(), JobState.JOB_STATE_COMPLETED, "", "");
            assertThat(line(lines, "event:")).isEqualTo("event: progress");
            assertThat(line(lines, "event:")).isEqualTo("event: end");
            assertThat(line(lines, "data:")).contains("completed");
            assertThat(line(lines, "0")).as("the last chunk").isEqualTo("0");
        }
    }

    @Test
    void aWatcherThatGoesEndsTheWatchBehind() throws IOException {
        Job job = GATEWAY.worker().job("team-a", made -> made.setModel("plain"));
        int before = GATEWAY.worker().cancelled();
        try (Socket socket = new Socket("127.0.0.1", GATEWAY.gateway().restPort())) {
            assertThat(line(watch(socket, job.getId()), "event:")).isEqualTo("event: progress");
        } catch (SocketException closed) {
            throw new AssertionError(closed);
        }
        Eventually.isTrue(() -> GATEWAY.worker().cancelled() == before + 1);
    }
}
