package io.outrigger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.cli.StandInGateway.Answer;
import io.outrigger.cli.console.Style;
import io.outrigger.testing.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubmitIT {
    private static final String RESULTS = "first\nsecond\nthird\n";

    @TempDir
    private Path folder;
    private StandInGateway gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = new StandInGateway();
        gateway.on("POST /v1/files", Answer.of(200, """
                {"id":"file-1","object":"file","bytes":5}"""));
        gateway.on("POST /v1/batch", Answer.of(202, job("validating", 0, 0, 0)));
        gateway.on("GET /v1/jobs/batch_1", Answer.of(200, job("in_progress", 3, 1, 0)), Answer.of(200, job("completed", 3, 2, 1)));
        gateway.on("GET /v1/jobs/batch_1/results", Answer.of(200, RESULTS));
        gateway.on("GET /v1/jobs/batch_1/errors", Answer.of(200, "an error\n"));
        Files.writeString(folder.resolve("rows.jsonl"), "rows\n");
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private static String job(String status, int total, int completed, int failed) {
        return """
                {"id":"batch_1","object":"batch","status":"%s","request_counts":{"total":%d,"completed":%d,"failed":%d}}"""
                .formatted(status, total, completed, failed);
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(gateway.url(), folder, Style.PLAIN, "piped rows\n", arguments);
    }

    @Test
    void aFileIsUploadedSubmittedAndWatchedToItsEnd() {
        CommandRun run = run("batch", "submit", "rows.jsonl", "--model", "m", "--watch", "--metadata", "k=v");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.lines()).containsExactly("Uploaded rows.jsonl (5 bytes) as file-1.", "Job batch_1 is accepted.",
                "33 %, 1/3 rows, 0 failed", "100 %, 3/3 rows, 1 failed, completed",
                "Job batch_1 completed: 2 of 3 rows have a result, 1 an error.",
                "Results: outrigger jobs results batch_1 --output results.jsonl",
                "Errors:  outrigger jobs results batch_1 --errors", "Again:   outrigger jobs retry batch_1");
        assertThat(run.out() + run.err()).doesNotContain("secret-token", "\u001b", "\r");
        assertThat(gateway.requests("POST /v1/files").getFirst().body()).contains("name=\"purpose\"", "batch", "rows\n");
        StandInGateway.Request submit = gateway.requests("POST /v1/batch").getFirst();
        assertThat(submit.body()).isEqualTo("""
                {"model":"m","metadata":{"k":"v"},"input_file_id":"file-1"}""");
        assertThat(submit.header("Idempotency-key")).isNotEmpty();
        assertThat(submit.header("Authorization")).isEqualTo("Bearer secret-token");
    }

    @Test
    void aTerminalGetsABar() {
        CommandRun run = CommandRun.of(gateway.url(), folder, new Style(true, false, true, 80), "", "jobs", "watch", "batch_1");
        assertThat(run.out()).contains("\r\u001b[K━").contains("33 %  1/3 rows");
    }

    @Test
    void standardInputIsUploadedToo() {
        assertThat(run("batch", "submit", "-").exitCode()).isZero();
        assertThat(gateway.requests("POST /v1/files").getFirst().body()).contains("piped rows", "stdin.jsonl");
    }

    @Test
    void anObjectIsNotUploaded() {
        CommandRun run = run("batch", "submit", "s3://b/k", "--json");
        assertThat(run.out()).isEqualTo(job("validating", 0, 0, 0) + "\n");
        assertThat(gateway.requests("POST /v1/batch").getFirst().body()).isEqualTo("""
                {"input_uri":"s3://b/k"}""");
        assertThat(gateway.requests("POST /v1/files")).isEmpty();
    }

    @Test
    void aGatewayThatHasTooMuchToDoIsAskedAgainWithTheSameKey() {
        gateway.on("POST /v1/batch", new Answer(503, "", Map.of("Retry-After", "1"), -1), Answer.problem(429, "rate_limited"),
                Answer.of(200, job("validating", 0, 0, 0)));
        CommandRun run = run("batch", "submit", "s3://b/k");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(gateway.requests("POST /v1/batch")).hasSize(3).extracting(request -> request.header("Idempotency-key"))
                .containsOnly(gateway.requests("POST /v1/batch").getFirst().header("Idempotency-key"));
    }

    @Test
    void aRefusalIsASentenceWithItsCodeAndAsksOnce() {
        gateway.on("POST /v1/batch", Answer.problem(400, "input_not_allowed"));
        CommandRun run = run("batch", "submit", "s3://b/k", "--json", "--idempotency-key", "mine");
        assertThat(run).isEqualTo(new CommandRun(1, "", "outrigger: No: input_not_allowed. (input_not_allowed, correlation id c-1)\n"));
        assertThat(gateway.requests("POST /v1/batch")).singleElement().extracting(request -> request.header("Idempotency-key"))
                .isEqualTo("mine");
    }

    @Test
    void anUploadIsNotRepeated() {
        gateway.on("POST /v1/files", Answer.problem(429, "overloaded"));
        assertThat(run("batch", "submit", "rows.jsonl").exitCode()).isEqualTo(1);
        assertThat(gateway.requests("POST /v1/files")).hasSize(1);
    }

    @Test
    void aJobThatEndsOtherwiseIsFour() {
        gateway.on("GET /v1/jobs/batch_1", Answer.problem(503, "shutting_down"), Answer.of(200, job("cancelled", 3, 1, 2)));
        assertThat(run("batch", "submit", "rows.jsonl", "--watch").exitCode()).isEqualTo(4);
    }

    @Test
    void resultsAndErrorsAreBroughtAtTheEnd() throws IOException {
        CommandRun run = run("batch", "submit", "rows.jsonl", "--output", "out.jsonl");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(folder.resolve("out.jsonl")).hasContent(RESULTS);
        assertThat(folder.resolve("out.errors.jsonl")).hasContent("an error\n");
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("rows.jsonl", "out.jsonl", "out.errors.jsonl");
    }

    @Test
    void jsonIsOneObjectALineAndNothingElse() {
        CommandRun run = run("batch", "submit", "rows.jsonl", "--watch", "--json");
        assertThat(run.lines()).containsExactly(job("in_progress", 3, 1, 0), job("completed", 3, 2, 1));
    }

    @Test
    void nobodyThereIsThreeAndSaysHowToGoOn() {
        String url = "http://127.0.0.1:" + FreePort.next();
        CommandRun run = CommandRun.of(url, folder, Style.PLAIN, "", "jobs", "ls");
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains(url).contains("does not answer");
        assertThat(CommandRun.of(url, folder, Style.PLAIN, "", "batch", "submit", "s3://b/k").err()).contains("--idempotency-key");
    }

    @Test
    void aFileThatIsNotThereIsTwo() {
        assertThat(run("batch", "submit", "none.jsonl").exitCode()).isEqualTo(2);
        assertThat(run("batch", "submit", "rows.jsonl", "--window", "soon").exitCode()).isEqualTo(2);
        assertThat(run("batch", "submit").exitCode()).isEqualTo(2);
        assertThat(run("batch").exitCode()).isEqualTo(2);
        assertThat(run("nothing").err()).contains("nothing").contains("outrigger --help");
    }
}
