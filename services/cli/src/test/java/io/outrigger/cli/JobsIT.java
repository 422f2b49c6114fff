package io.outrigger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.cli.StandInGateway.Answer;
import io.outrigger.cli.console.Style;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobsIT {
    private static final String RESULTS = "line\n".repeat(1_000);

    @TempDir
    private Path folder;
    private StandInGateway gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = new StandInGateway();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(gateway.url(), folder, Style.PLAIN, "", arguments);
    }

    private static String job(String id, String status) {
        return """
                {"id":"%s","status":"%s","model":"m","version":"v1","created_at":0,"request_counts":{"total":3,"completed":1,"failed":0}}"""
                .formatted(id, status);
    }

    private static Answer cut(int at) {
        return new Answer(200, RESULTS, Map.of(), at);
    }

    @Test
    void resultsGoOnWhereTheConnectionWasCut() {
        gateway.on("GET /v1/jobs/batch_1/results", cut(2_000), cut(1_500), Answer.of(200, RESULTS));
        CommandRun run = run("jobs", "results", "batch_1");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo(RESULTS);
        assertThat(gateway.requests("GET /v1/jobs/batch_1/results")).extracting(request -> request.header("Range"))
                .containsExactly("", "bytes=2000-", "bytes=3500-");
    }

    @Test
    void aFileGoesOnWhereAnEarlierStartWasInterrupted() throws IOException {
        gateway.on("GET /v1/jobs/batch_1/results", Answer.of(200, RESULTS));
        Files.writeString(folder.resolve("out.jsonl.batch_1.part"), RESULTS.substring(0, 777));
        assertThat(run("jobs", "results", "batch_1", "--output", "out.jsonl").exitCode()).isZero();
        assertThat(folder.resolve("out.jsonl")).hasContent(RESULTS);
        assertThat(gateway.requests("GET /v1/jobs/batch_1/results").getFirst().header("Range")).isEqualTo("bytes=777-");
        assertThat(folder.toFile().list()).containsExactly("out.jsonl");
    }

    @Test
    void followingReadsWhatComesUntilTheEnd() {
        gateway.on("GET /v1/jobs/batch_1", Answer.of(200, job("batch_1", "in_progress")), Answer.of(200, job("batch_1", "in_progress")),
                Answer.of(200, job("batch_1", "completed")));
        gateway.on("GET /v1/jobs/batch_1/results", Answer.of(200, ""), Answer.of(200, "one\n"), Answer.of(200, "one\ntwo\n"));
        assertThat(run("jobs", "results", "batch_1", "--follow").out()).isEqualTo("one\ntwo\n");
    }

    @Test
    void aRefusedDownloadIsNoFile() {
        gateway.on("GET /v1/jobs/batch_1/errors", Answer.problem(404, "job_not_found"));
        CommandRun run = run("jobs", "results", "batch_1", "--errors", "--output", "out.jsonl");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("job_not_found");
        assertThat(folder.resolve("out.jsonl")).doesNotExist();
    }

    @Test
    void jobsAreListedPageByPage() {
        gateway.on("GET /v1/jobs?limit=3&state=completed", Answer.of(200, """
                {"data":[%s,%s],"has_more":true}""".formatted(job("batch_1", "completed"), job("batch_2", "completed"))));
        gateway.on("GET /v1/jobs?limit=1&after=batch_2&state=completed", Answer.of(200, """
                {"data":[%s],"has_more":true}""".formatted(job("batch_3", "completed"))));
        CommandRun run = run("jobs", "ls", "--limit", "3", "--state", "completed");
        assertThat(run.lines()).as(run.err()).containsExactly(
                "JOB      MODEL  STATE      ROWS  DONE  FAILED  CREATED",
                "batch_1  m v1   completed     3     1       0  1970-01-01T00:00:00Z",
                "batch_2  m v1   completed     3     1       0  1970-01-01T00:00:00Z",
                "batch_3  m v1   completed     3     1       0  1970-01-01T00:00:00Z");
        assertThat(run("--json", "jobs", "ls", "--limit", "3", "--state", "completed").lines())
                .containsExactly(job("batch_1", "completed"), job("batch_2", "completed"), job("batch_3", "completed"));
    }

    @Test
    void aJobIsShownCancelledRetriedAndDeleted() {
        gateway.on("GET /v1/jobs/batch_1", Answer.of(200, job("batch_1", "in_progress")));
        gateway.on("POST /v1/jobs/batch_1/cancel", Answer.of(200, job("batch_1", "cancelling")));
        gateway.on("POST /v1/jobs/batch_1/retry", Answer.of(202, job("batch_2", "validating")));
        gateway.on("DELETE /v1/jobs/batch_1", Answer.of(204, ""));
        assertThat(run("jobs", "show", "batch_1").lines()).contains("status      in_progress", "completed   1");
        assertThat(run("jobs", "cancel", "batch_1").out()).isEqualTo("Job batch_1 is cancelling.\n");
        assertThat(run("jobs", "retry", "batch_1").out()).isEqualTo("Job batch_2 runs the failed rows of batch_1.\n");
        assertThat(gateway.requests("POST /v1/jobs/batch_1/retry").getFirst().header("Idempotency-key")).isNotEmpty();
        assertThat(run("jobs", "rm", "batch_1", "--json").out()).isEqualTo("""
                {"id":"batch_1","object":"batch","deleted":true}
                """);
    }

    @Test
    void anIdFromAnywhereStaysOnePartOfThePath() {
        run("jobs", "show", "a/../b?c");
        assertThat(gateway.requests("GET /v1/jobs/a%2F..%2Fb%3Fc")).hasSize(1);
    }

    @Test
    void filesAreListedAndDeleted() {
        gateway.on("GET /v1/files?limit=20", Answer.of(200, """
                {"data":[{"id":"file-1","bytes":5000,"created_at":0,"filename":"a.jsonl","purpose":"batch"}]}"""));
        gateway.on("DELETE /v1/files/file-1", Answer.of(200, """
                {"id":"file-1","object":"file","deleted":true}"""));
        assertThat(run("files", "ls").lines()).last().isEqualTo("file-1  a.jsonl  batch    5,000  1970-01-01T00:00:00Z");
        assertThat(run("files", "rm", "file-1").out()).isEqualTo("File file-1 is deleted.\n");
    }
}
