package io.outrigger.testing.programs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program that ends with the test, however the test ends: a shell waits for the end of a pipe that only this JVM holds, and kills the
 * program then.
 */
public final class ChildProcess implements AutoCloseable {
    private static final String GUARD = "trap '' INT TERM HUP; read -r _; kill -KILL $0";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int QUOTED_MAX = 4_000;

    private final String name;
    private final Path log;
    private final Process process;
    private final Process guard;

    private ChildProcess(String name, Path log, Process process, Process guard) {
        this.name = name;
        this.log = log;
        this.process = process;
        this.guard = guard;
    }

    /** @param log is added to, so that it survives a restart */
    public static ChildProcess start(String name, List<String> command, Map<String, String> environment, Path log) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            Process guard = new ProcessBuilder("/bin/sh", "-c", GUARD, Long.toString(process.pid())).start();
            process.onExit().thenRun(guard::destroyForcibly);
            return new ChildProcess(name, log, process, guard);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Itself, or the test's failure with the end of its log. */
    public ChildProcess requireAlive() {
        if (!process.isAlive()) {
            throw new AssertionError(name + " ended with status " + process.exitValue() + ":\n" + endOfLog());
        }
        return this;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Nothing, or the test's failure with the end of its log, of one that has ended. */
    public void requireSuccess() {
        if (process.exitValue() != 0) {
            throw new AssertionError(name + " failed with status " + process.exitValue() + ":\n" + endOfLog());
        }
    }

    /** SIGKILL, as when its machine is gone. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    public long pid() {
        return process.pid();
    }

    /** SIGTERM, as the kubelet sends it first; returns at once. */
    public void terminate() {
        process.destroy();
    }

    /** Waits for its end by itself. */
    public void awaitEnd() {
        if (!endsWithin(PATIENCE)) {
            throw new AssertionError(name + " did not end within " + PATIENCE + " of its being asked to:\n" + endOfLog());
        }
    }

    /** Waits no longer than this, and says whether it has ended. */
    public boolean endsWithin(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What a failure has to quote. */
    private String endOfLog() {
        try {
            String text = Files.readString(log);
            return text.substring(Math.max(0, text.length() - QUOTED_MAX));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
        guard.destroyForcibly();
    }
}
