package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.testing.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program behind {@code mvn -Pup} as a process: what it says, what it leaves, how it ends. */
class LocalRunIT {

    @TempDir
    Path directory;

    private LocalProcess run;
    private Process process;

    @BeforeEach
    void begin() {
        run = new LocalProcess(directory);
    }

    @AfterEach
    void end() {
        run.close();
    }

    @Test
    void comesUpKeepsItsStateAndLeavesNothingRunning() throws Exception {
        start(home(), Map.of());
        awaitBanner();
        Path platformFile = home().resolve("platform.env");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(platformFile))).isEqualTo("rw-------");
        assertThat(Files.readAllLines(platformFile)).hasSize(13).allMatch(line -> line.matches("[A-Z0-9_]+=\\S+"));
        assertThat(output()).contains("sample-classifier v1 v2", "/openapi", "curl -s $GATEWAY_URL/v1/infer");
        List<ProcessHandle> family = process.descendants().toList();
        assertThat(family).as("the backends").isNotEmpty();
        assertThat(process.toHandle().destroy()).isTrue();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(output()).contains("Stopped, in ");
        assertAllGone(family);
        String key = Files.readString(home().resolve("signing-key.json"));

        start(home(), Map.of());
        awaitBanner();
        assertThat(Files.readString(home().resolve("signing-key.json"))).as("the key stays over restarts").isEqualTo(key);
        List<ProcessHandle> second = process.descendants().toList();
        process.destroyForcibly().waitFor(); // kill -9
        assertAllGone(second);
    }

    @Test
    void modelsThatAreRefusedAreToldWithTheirReasonsAndStopNothing() throws Exception {
        Path models = directory.resolve("models");
        Repository.copyTree(Repository.ROOT.resolve("models/sample-classifier"), models.resolve("sample-classifier"));
        Files.createDirectories(models.resolve("pointer/1"));
        Files.writeString(models.resolve("pointer/1/model.onnx"), "version https://git-lfs.github.com/spec/v1\noid sha256:"
                + "ab".repeat(32) + "\nsize 12345\n");
        Files.writeString(models.resolve("pointer/registration.json"), """
                {"framework":"onnx"}""");
        Files.createDirectories(models.resolve("typo"));
        Files.writeString(models.resolve("typo/config.pbtxt"), "max_bach_size: 4\n");

        start(home(), Map.of("OUTRIGGER_MODELS", models.toString()));
        awaitBanner();

        assertThat(output().lines().filter(line -> line.contains("is not served"))).hasSize(2)
                .anyMatch(line -> line.contains("pointer v1 is not served") && line.contains("LFS"))
                .anyMatch(line -> line.contains("typo") && line.contains("max_bach_size"));
        assertThat(output()).contains("sample-classifier v1 v2");
    }

    @Test
    void aSecondRunBesideTheFirstAndAPortInUseEachGetOneSentence() throws Exception {
        try (ServerSocket taken = new ServerSocket(8081 + run.offset(), 1, InetAddress.getLoopbackAddress())) {
            start(home(), Map.of());
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
            assertThat(output()).contains("Outrigger cannot start: Port " + taken.getLocalPort() + " for model-router is in use");
        }
        start(home(), Map.of());
        awaitBanner();
        Process first = process;
        start(home(), Map.of());
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(output()).contains("Outrigger cannot start: State directory ", "in use by another run (process " + first.pid() + ")");
        assertThat(first.isAlive()).isTrue();
        first.destroy();
        assertThat(first.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void wrongSettingsAndAStateDirectoryThatIsNoneGetASentenceEach() throws Exception {
        start(home(), Map.of("OUTRIGGER_PORT_OFFSET", "many"));
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(output()).contains("OUTRIGGER_PORT_OFFSET", "'many'");

        Path file = Files.writeString(directory.resolve("file"), "not a directory");
        start(file, Map.of());
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(output().lines().filter(line -> line.startsWith("Outrigger cannot start: State directory"))).hasSize(1);
    }

    private Path home() {
        return directory.resolve("state");
    }

    private void start(Path home, Map<String, String> environment) throws IOException {
        process = run.start(home, environment);
    }

    private String output() throws IOException {
        return run.output();
    }

    private void awaitBanner() {
        run.awaitBanner();
    }

    private static void assertAllGone(List<ProcessHandle> processes) {
        Eventually.passes(() -> assertThat(processes).noneMatch(ProcessHandle::isAlive));
    }
}
