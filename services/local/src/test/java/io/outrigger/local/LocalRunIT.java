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
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program behind {@code mvn -Pup} as a process: what it says, what it leaves, how it ends. */
class LocalRunIT {

    @TempDir
    Path directory;

    private final int offset = ThreadLocalRandom.current().nextInt(1_000, 15_000);
    private Process process;

    @AfterEach
    void end() throws InterruptedException {
        if (process != null && process.isAlive()) {
            process.destroy();
            process.waitFor(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void comesUpKeepsItsStateAndLeavesNothingRunning() throws Exception {
        start(home(), Map.of());
        awaitBanner();
        Path platformFile = home().resolve("platform.env");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(platformFile))).isEqualTo("rw-------");
        assertThat(Files.readAllLines(platformFile)).hasSize(9).allMatch(line -> line.matches("[A-Z_]+=\\S+"));
        assertThat(output()).contains("sample-classifier v1 v2", "/openapi", "curl -s $GATEWAY_URL/v1/infer");
        List<ProcessHandle> family = process.descendants().toList();
        assertThat(family).as("PostgreSQL and Redis").isNotEmpty();
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
        try (ServerSocket taken = new ServerSocket(8081 + offset, 1, InetAddress.getLoopbackAddress())) {
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
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--sun-misc-unsafe-memory-access=allow", "-Xmx1g", "-jar",
                Repository.ROOT.resolve("services/local/target/local.jar").toString())
                .directory(Repository.ROOT.toFile());
        builder.environment().putAll(Map.of("OUTRIGGER_HOME", home.toString(), "OUTRIGGER_PORT_OFFSET", Integer.toString(offset)));
        builder.environment().putAll(environment);
        Files.deleteIfExists(directory.resolve("output"));
        process = builder.redirectErrorStream(true).redirectOutput(directory.resolve("output").toFile()).start();
    }

    private String output() throws IOException {
        return Files.readString(directory.resolve("output"));
    }

    private void awaitBanner() {
        Eventually.passes(() -> assertThat(output()).contains("Outrigger is up"));
    }

    private static void assertAllGone(List<ProcessHandle> processes) {
        Eventually.passes(() -> assertThat(processes).noneMatch(ProcessHandle::isAlive));
    }
}
