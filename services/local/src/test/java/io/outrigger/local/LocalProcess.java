package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.testing.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** The program behind {@code mvn -Pup} as a process, one at a time, on ports of its own. */
final class LocalProcess implements AutoCloseable {

    /** With which all ports are below 32,768, from where on the system gives them to outgoing connections; Kafka's is the highest. */
    private static final int OFFSET_MAX = 13_600;

    private final Path directory;
    private final int offset = ThreadLocalRandom.current().nextInt(1_000, OFFSET_MAX);
    private Process process;

    /** @param directory for what it says */
    LocalProcess(Path directory) {
        this.directory = directory;
    }

    /** Every port is the documented one and so much. */
    int offset() {
        return offset;
    }

    /** Starts it, whatever became of the one before. */
    Process start(Path home, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--sun-misc-unsafe-memory-access=allow", "-Xmx1g", "-jar",
                Repository.ROOT.resolve("services/local/target/local.jar").toString())
                .directory(Repository.ROOT.toFile());
        builder.environment().putAll(Map.of("OUTRIGGER_HOME", home.toString(), "OUTRIGGER_PORT_OFFSET", Integer.toString(offset)));
        builder.environment().putAll(environment);
        Files.deleteIfExists(directory.resolve("output"));
        process = builder.redirectErrorStream(true).redirectOutput(directory.resolve("output").toFile()).start();
        return process;
    }

    String output() throws IOException {
        return Files.readString(directory.resolve("output"));
    }

    void awaitBanner() {
        Eventually.passes(() -> assertThat(output()).contains("Outrigger is up"));
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            process.destroy();
            process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
        }
    }
}
