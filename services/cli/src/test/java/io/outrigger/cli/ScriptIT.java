package io.outrigger.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.outrigger.cli.StandInGateway.Answer;
import io.outrigger.testing.Eventually;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script, as a process of its own with files for its output. */
class ScriptIT {
    private static final Path SCRIPT = Path.of("outrigger").toAbsolutePath();

    @TempDir
    private Path folder;
    private StandInGateway gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = new StandInGateway();
        Path home = Files.createDirectory(folder.resolve(".outrigger"));
        Files.writeString(home.resolve("platform.env"), "GATEWAY_URL=" + gateway.url() + "\nTOKEN=from-the-file\n");
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private Process begin(List<String> before, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(SCRIPT.toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(Files.createDirectories(folder.resolve("below")).toFile())
                .redirectOutput(folder.resolve("out").toFile()).redirectError(folder.resolve("err").toFile());
        builder.environment().keySet().removeAll(List.of("GATEWAY_URL", "REGISTRY_URL", "TOKEN", "ADMIN_TOKEN", "OUTRIGGER_HOME"));
        builder.environment().put("JAVA25_HOME", System.getProperty("java.home"));
        return builder.start();
    }

    private int run(String... arguments) throws Exception {
        return begin(List.of(), arguments).waitFor();
    }

    private String out() throws IOException {
        return Files.readString(folder.resolve("out"), StandardCharsets.UTF_8);
    }

    private String err() throws IOException {
        return Files.readString(folder.resolve("err"), StandardCharsets.UTF_8);
    }

    private static Answer job(String status) {
        return Answer.of(200, """
                {"id":"batch_1","status":"%s","request_counts":{"total":3,"completed":1,"failed":0}}""".formatted(status));
    }

    @Test
    void theHelpHasCommandsAndExitCodes() throws Exception {
        assertThat(run("--help")).as(err()).isZero();
        assertThat(out()).contains("infer", "batch", "completion", "130", "NO_COLOR").doesNotContain("\u001b");
        assertThat(err()).isEmpty();
    }

    @Test
    void exitCodesAreThoseOfTheHelp() throws Exception {
        gateway.on("GET /v1/jobs/batch_1", job("expired"));
        assertThat(run("jobs", "watch", "batch_1")).isEqualTo(4);
        assertThat(run("jobs", "show", "other")).isEqualTo(1);
        assertThat(run("jobs", "shout")).isEqualTo(2);
        assertThat(run("jobs", "ls", "--url", "http://127.0.0.1:1")).isEqualTo(3);
        assertThat(out()).isEmpty();
        assertThat(err()).startsWith("outrigger: http://127.0.0.1:1/");
    }

    @Test
    void theFileAboveSaysWhereAndWho() throws Exception {
        assertThat(run("token")).isZero();
        assertThat(out()).isEqualTo("from-the-file\n");
    }

    @Test
    void withoutATerminalThereIsNoBar() throws Exception {
        gateway.on("GET /v1/jobs/batch_1", job("in_progress"), job("completed"));
        assertThat(run("jobs", "watch", "batch_1")).isZero();
        assertThat(out()).startsWith("33 %, 1/3 rows, 0 failed\n").doesNotContain("\u001b", "\r");
    }

    @Test
    void whoIsToldToStopLeavesTheJobRunning() throws Exception {
        gateway.on("GET /v1/jobs/batch_1", job("in_progress"));
        Process watching = begin(List.of(), "jobs", "watch", "batch_1");
        Eventually.isTrue(() -> gateway.requests("GET /v1/jobs/batch_1").size() > 1);
        watching.destroy();
        assertThat(watching.waitFor()).isEqualTo(143);
        assertThat(err()).contains("The job goes on", "outrigger jobs watch batch_1", "outrigger jobs cancel batch_1");
        assertThat(gateway.requests("POST /v1/jobs/batch_1/cancel")).isEmpty();
    }

    /** Where tests run in the background Ctrl-C is ignored, and so in all that they start; GNU's env brings it back. */
    @Test
    void ctrlCIs130() throws Exception {
        List<String> env = List.of("env", "--default-signal=INT");
        assumeTrue(works(env), "env --default-signal is needed, of coreutils 8.31 or later");
        gateway.on("GET /v1/jobs/batch_1", job("in_progress"));
        Process watching = begin(env, "jobs", "watch", "batch_1");
        Eventually.isTrue(() -> gateway.requests("GET /v1/jobs/batch_1").size() > 1);
        new ProcessBuilder("kill", "-INT", Long.toString(watching.pid())).start().waitFor();
        assertThat(watching.waitFor()).isEqualTo(130);
        assertThat(err()).contains("The job goes on");
    }

    private static boolean works(List<String> env) throws Exception {
        List<String> command = new ArrayList<>(env);
        command.add("true");
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException none) {
            return false;
        }
    }
}
