package io.outrigger.batchworker;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.batchworker.testing.Held;
import io.outrigger.batchworker.testing.JobCalls;
import io.outrigger.batchworker.testing.SampleRows;
import io.outrigger.batchworker.testing.WorkerExtension;
import io.outrigger.chassis.server.ServiceServer;
import io.outrigger.proto.jobs.v1.Job;
import io.outrigger.proto.jobs.v1.JobState;
import io.outrigger.testing.Eventually;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Workers beside each other: they share what is to be done, and one that stops leaves its part to the other. */
class SeveralWorkersIT {

    @RegisterExtension
    static final WorkerExtension WORKER = new WorkerExtension();

    private final HttpClient http = HttpClient.newHttpClient();
    private JobCalls calls;

    @BeforeEach
    void connect() {
        calls = WORKER.of("several");
    }

    @AfterEach
    void disconnect() {
        calls.close();
        http.close();
    }

    @Test
    void twoShareTheWorkAndOneThatStopsGivesItsChunksBack() throws Exception {
        var held = new Held();
        WORKER.router().behave(held);
        double repairs = count(WORKER.server(), "batch_repairs_total");
        Job job;
        try (ServiceServer other = WORKER.another()) {
            job = calls.submit(SampleRows.lines(600));
            Eventually.isTrue(() -> count(other, "job_queue_deliveries_total") > 0);
            Eventually.isTrue(() -> count(WORKER.server(), "batch_chunks_leased") > 4);
            assertThat(count(other, "job_rows_total")).isZero();
        }
        held.letGo();

        Job ended = calls.ended(job);

        assertThat(ended.getState()).isEqualTo(JobState.JOB_STATE_COMPLETED);
        assertThat(SampleRows.customIds(calls.results(ended)))
                .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 600).mapToObj(id -> "row-" + id).toList());
        assertThat(count(WORKER.server(), "batch_repairs_total")).as("chunks that a sweeper had to find").isEqualTo(repairs);
    }

    /** A metric of a worker, whatever its tags say. */
    private double count(ServiceServer worker, String name) throws IOException, InterruptedException {
        String metrics = http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + worker.managementPort() + "/metrics")).build(),
                HttpResponse.BodyHandlers.ofString()).body();
        return metrics.lines().filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).sum();
    }
}
