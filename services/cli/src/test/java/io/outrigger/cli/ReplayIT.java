package io.outrigger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.cli.StandInGateway.Answer;
import io.outrigger.cli.console.Style;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayIT {
    private static final String CAPTURES = "GET /v1/captures/m?from=2026-11-29T06:00:00Z&to=2026-11-29T07:00:00Z&limit=1000";

    private static final String VERSION_1 = """
            "version":"v1\"""";

    @TempDir
    private Path folder;
    private StandInGateway gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = new StandInGateway();
        gateway.on("POST /v1/files", Answer.of(200, """
                {"id":"file-1","object":"file","bytes":5}"""));
        twoJobs();
        gateway.on("DELETE /v1/files/file-1", Answer.of(200, "{}"));
        ended("batch_1", "v2", result("a", "v2", 0.5, "7"), result("b", "v2", 0.9, "9"));
        ended("batch_2", "v1", result("a", "v1", 0.5, "7"), result("b", "v1", 0.9, "7"), result("c", "v1", 0.1, "7"));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private void ended(String id, String version, String... results) {
        gateway.on("GET /v1/jobs/" + id, Answer.of(200, job(id, version, "completed")));
        gateway.on("GET /v1/jobs/" + id + "/results", Answer.of(200, String.join("", results)));
        gateway.on("DELETE /v1/jobs/" + id, Answer.of(200, "{}"));
    }

    private static String job(String id, String version, String status) {
        return """
                {"id":"%s","object":"batch","model":"m","version":"%s","status":"%s"}""".formatted(id, version, status);
    }

    private static String answer(String version, double value, String label) {
        return """
                "version":"%s","outputs":[{"name":"y","datatype":"FP32","shape":[1],"data":[%s]}],\
                "classification":[{"label":"%s","score":1}]"""
                .formatted(version, value, label);
    }

    private static String result(String id, String version, double value, String label) {
        return """
                {"custom_id":"%s","response":{"body":{%s}},"error":null}
                """.formatted(id, answer(version, value, label));
    }

    private static String captured(String id, String more) {
        return """
                {"custom_id":"%s","time":"2026-11-29T06:30:00Z","input":{"image":"x"},"id":"i",%s}
                """.formatted(id, more);
    }

    private void captures(String... lines) {
        gateway.on(CAPTURES, Answer.of(200, String.join("", lines)));
    }

    private CommandRun run(String... more) {
        List<String> arguments = new ArrayList<>(List.of("replay", "--model", "m", "--against", "v2", "--from", "2026-11-29T06:00:00Z",
                "--to", "2026-11-29T07:00:00Z", "--no-progress"));
        arguments.addAll(List.of(more));
        return CommandRun.of(gateway.url(), folder, Style.PLAIN, "", arguments.toArray(String[]::new));
    }

    @Test
    void capturesAreRunAgainAndCompared() {
        captures(captured("a", answer("v1", 0.5, "7")), captured("b", answer("v1", 0.9, "7")), captured("c", answer("v1", 0.1, "7")),
                captured("d", answer("v2", 0.1, "7")), """
                        {"custom_id":"e","version":"v1"}
                        """);
        CommandRun run = run();
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.lines()).containsSubsequence("3 requests of m run again on v2, 1 more with nothing to compare.",
                "Rows that differ     2 of 3  66.67 %  beyond 1.0E-4", "Labels that changed  1 of 2  50.00 %",
                "Rows that failed     1 of 3");
        assertThat(run.err()).contains("1 requests were captured without what was asked, so they cannot be run.");
        assertThat(gateway.requests("POST /v1/files").getFirst().body())
                .contains("""
                        {"custom_id":"a","input":{"image":"x"}}
                        """).doesNotContain("outputs", "\"e\"");
        assertThat(gateway.requests("POST /v1/batch").getFirst().body()).isEqualTo("""
                {"model":"m","version":"v2","completion_window":"1h","input_file_id":"file-1"}""");
        assertThat(gateway.requests("DELETE /v1/jobs/batch_1")).as("nothing of it stays").hasSize(1);
        assertThat(gateway.requests("DELETE /v1/files/file-1")).hasSize(1);
    }

    @Test
    void whatIsBeyondTheLimitsIsExitCode1() {
        captures(captured("a", answer("v1", 0.5, "7")), captured("b", answer("v1", 0.9, "7")));
        assertThat(run("--max-share-differing", "0.5", "--max-label-changes", "0.5", "--min-rows", "2").exitCode()).isZero();
        twoJobs();
        CommandRun beyond = run("--max-label-changes", "0.4", "--json");
        assertThat(beyond.exitCode()).isEqualTo(1);
        assertThat(beyond.err()).isEqualTo("outrigger: 50.00 % of the labels changed, and 40.00 % may.\n");
        assertThat(beyond.lines()).hasSize(1);
        assertThat(beyond.lines().getFirst()).startsWith("""
                {"rows":{"compared":2,"differing":1,"share_differing":0.5,""").endsWith("""
                "model":"m","against":"v2","tolerance":1.0E-4,"within_limits":false}""");
        twoJobs();
        assertThat(run("--min-rows", "3").err()).contains("Only 2 rows could be compared, and 3 are wanted.");
    }

    private void twoJobs() {
        gateway.on("POST /v1/batch", Answer.of(202, job("batch_1", "v2", "validating")),
                Answer.of(202, job("batch_2", "v1", "validating")));
    }

    @Test
    void whereAnswersWereNotKeptTheVersionThatGaveThemIsAskedAgain() {
        captures(captured("a", VERSION_1), captured("b", VERSION_1));
        CommandRun run = run();
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(gateway.requests("POST /v1/batch").getLast().body()).contains(VERSION_1);
        assertThat(run.lines()).contains("Rows that differ     1 of 2  50.00 %  beyond 1.0E-4");
    }

    @Test
    void aBaselineIsAskedInsteadOfBelievingTheCaptures() {
        captures(captured("a", answer("v2", 0, "0")), captured("b", answer("v2", 0, "0")));
        CommandRun run = run("--baseline", "v1", "--keep");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.lines()).contains("Rows that differ     1 of 2  50.00 %  beyond 1.0E-4");
        assertThat(gateway.requests("DELETE /v1/jobs/batch_1")).isEmpty();
    }

    @Test
    void whereNothingWasCapturedNothingIsRunAndNothingIsSaid() {
        captures("");
        CommandRun run = run();
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("Only 0 rows could be compared, and 1 are wanted.");
        assertThat(gateway.requests("POST /v1/files")).isEmpty();
    }

    @Test
    void aJobThatEndsOtherwiseIsNoReport() {
        captures(captured("a", answer("v1", 0.5, "7")));
        gateway.on("GET /v1/jobs/batch_1", Answer.of(200, job("batch_1", "v2", "expired")));
        CommandRun run = run();
        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.err()).contains("The job batch_1 on v2 has ended as expired, so there is nothing to compare.");
        assertThat(gateway.requests("DELETE /v1/files/file-1")).hasSize(1);
    }

    @Test
    void whatMakesNoSenseIsNotUnderstood() {
        for (String[] wrong : new String[][] {{"--sample", "2"}, {"--tolerance", "-1"}, {"--max-share-differing", "7"}, {"--limit", "0"},
            {"--max-label-changes", "NaN"}, {"--from", "yesterday"}}) {
            assertThat(run(wrong).exitCode()).as(String.join(" ", wrong)).isEqualTo(2);
        }
    }
}
