package io.outrigger.perf.process;

import io.outrigger.perf.load.PlatformFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A platform that is started for a measurement, with a state of its own on ports of its own, and ends with it. Tokens are asked for and
 * limits are counted as in any other; they are only high enough for the load.
 */
public final class OwnPlatform implements AutoCloseable {

    private static final Path JAR = Path.of("services/local/target/local.jar");
    private static final String UP = "Outrigger is up";
    private static final Duration START_MAX = Duration.ofMinutes(3);
    private static final Duration STOP_MAX = Duration.ofMinutes(1);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
    static final Map<String, String> LIMITS = Map.of("REQUESTS_PER_MINUTE", "10000000", "ROWS_PER_MINUTE", "0");

    private final TemporaryFolder home;
    private final Process process;
    private final PlatformFile file;
    private final Thread atExit = new Thread(this::end);

    private OwnPlatform(TemporaryFolder home, Process process, PlatformFile file) {
        this.home = home;
        this.process = process;
        this.file = file;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /**
     * Starts it and waits until it is up.
     *
     * @param models the model repository that it serves
     * @param portOffset what is added to each of its ports
     * @param environment settings beside those that it has by default
     * @throws IOException with the last lines of its log, when it does not start
     */
    public static OwnPlatform start(Path models, int portOffset, Map<String, String> environment, Consumer<String> progress)
            throws IOException {
        return start(models, portOffset, List.of(), environment, progress);
    }

    /**
     * As the other one.
     *
     * @param jvm options of its virtual machine
     */
    public static OwnPlatform start(Path models, int portOffset, List<String> jvm, Map<String, String> environment,
            Consumer<String> progress) throws IOException {
        if (!Files.isReadable(JAR)) {
            throw new IOException("There is no " + JAR + ": run mvn package -DskipTests first, and this in the repository's root.");
        }
        progress.accept("starting a platform");
        TemporaryFolder home = TemporaryFolder.make();
        Path log = home.path().resolve("log");
        List<String> command = new ArrayList<>(List.of(Programs.java(), "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(jvm);
        command.addAll(List.of("-jar", JAR.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(LIMITS);
        builder.environment().putAll(environment);
        builder.environment().putAll(Map.of("OUTRIGGER_HOME", home.path().resolve("state").toString(), "OUTRIGGER_MODELS",
                models.toAbsolutePath().toString(), "OUTRIGGER_PORT_OFFSET", Integer.toString(portOffset),
                "OUTRIGGER_STOP_WITH_PARENT", "true"));
        Process process = builder.start();
        try {
            waitUntilUp(process, log);
            return new OwnPlatform(home, process, PlatformFile.read(home.path().resolve("state/platform.env")));
        } catch (IOException failed) {
            Programs.stop(process, STOP_MAX);
            home.close();
            throw failed;
        }
    }

    private static void waitUntilUp(Process process, Path log) throws IOException {
        if (!Programs.comesUp(process, START_MAX, LOOK_AGAIN, () -> Files.readString(log).contains(UP))) {
            throw new IOException("The platform did not start:\n" + Programs.lastLines(log));
        }
    }

    public PlatformFile file() {
        return file;
    }

    public long pid() {
        return process.pid();
    }

    /** What all services together have used so far; PostgreSQL, Redis, Kafka and S3 are processes of their own or idle. */
    public Duration processorTime() {
        return Programs.processorTime(process, "the platform");
    }

    private void end() {
        Programs.stop(process, STOP_MAX);
    }

    @Override
    public void close() throws IOException {
        end();
        Runtime.getRuntime().removeShutdownHook(atExit);
        home.close();
    }
}
