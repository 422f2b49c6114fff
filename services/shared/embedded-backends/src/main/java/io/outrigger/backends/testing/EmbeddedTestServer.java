package io.outrigger.backends.testing;

import io.outrigger.backends.BackendException;
import io.outrigger.backends.BackendProcess;
import io.outrigger.backends.KafkaProcess;
import io.outrigger.backends.PostgresProcess;
import io.outrigger.backends.RedisProcess;
import io.outrigger.backends.S3Process;
import io.outrigger.backends.StateDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;

/** A server of {@link io.outrigger.backends} for tests. Its state stays in {@code target/}: only a module's first run unpacks it. */
final class EmbeddedTestServer<P extends BackendProcess> implements TestServer {
    /** So many test JVMs of one module may run at once; each needs a state directory of its own. */
    private static final int STATE_DIRECTORIES_MAX = 16;

    /** Starts a server on the given port in a directory. */
    private interface Launcher<P> {
        P start(Path directory, int port);
    }

    private static StateDirectory state;

    private final Path directory;
    private final Launcher<P> launcher;
    private final Function<P, String> password;
    private final int port;
    private volatile P process;

    private EmbeddedTestServer(String name, Launcher<P> launcher, Function<P, String> password) {
        this.directory = state().subdirectory(name);
        this.launcher = launcher;
        this.password = password;
        this.process = launcher.start(directory, 0);
        this.port = process.port();
    }

    static TestServer postgres() {
        return new EmbeddedTestServer<>("postgres", PostgresProcess::start, PostgresProcess::password);
    }

    static TestServer redis() {
        return new EmbeddedTestServer<>("redis", RedisProcess::start, _ -> "");
    }

    static EmbeddedTestServer<KafkaProcess> kafka() {
        return new EmbeddedTestServer<>("kafka", KafkaProcess::start, _ -> "");
    }

    static EmbeddedTestServer<S3Process> s3() {
        return new EmbeddedTestServer<>("s3", S3Process::start, S3Process::secretKey);
    }

    private static synchronized StateDirectory state() {
        if (state == null) {
            Path parent = Files.isDirectory(Path.of("target")) ? Path.of("target") : Path.of(System.getProperty("java.io.tmpdir"));
            String prefix = "embedded-backends-" + System.getProperty("user.name") + "-";
            for (int number = 1; state == null; number++) {
                try {
                    state = StateDirectory.open(parent.resolve(prefix + number), Duration.ZERO);
                } catch (BackendException e) {
                    if (number == STATE_DIRECTORIES_MAX) {
                        throw e;
                    }
                }
            }
        }
        return state;
    }

    /** The process that serves now, or served last. */
    P process() {
        return process;
    }

    @Override
    public String host() {
        return process.host();
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String password() {
        return password.apply(process);
    }

    @Override
    public boolean isRunning() {
        return process.isAlive();
    }

    @Override
    public void start() {
        process = launcher.start(directory, port);
    }

    void startIfStopped() {
        if (!isRunning()) {
            start();
        }
    }

    @Override
    public void stop() {
        process.close();
    }
}
