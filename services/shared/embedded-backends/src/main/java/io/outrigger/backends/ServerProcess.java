package io.outrigger.backends;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server as a child process with its directory, its log and its guard.
 *
 * <p>The guard is a shell that waits for the end of its standard input, a pipe that only this JVM holds. The kernel closes the pipe
 * however the JVM dies, {@code kill -9} included, and the guard then stops the server. The note in the directory ({@link Leftover}) is
 * the second line: it serves when the guard was killed too. The server gets a session of its own, so that Ctrl-C reaches the platform
 * alone, which then drains with its backends still there.
 */
final class ServerProcess {
    private static final Logger LOG = LoggerFactory.getLogger(ServerProcess.class);
    private static final Duration ORDERLY_PATIENCE = Duration.ofSeconds(10);
    private static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final String GUARD = "trap '' INT TERM HUP; read -r _; kill -$0 $1";

    private final String name;
    private final Path directory;
    private final String stopSignal;
    private final Process process;
    private final Process guard;
    private volatile boolean stopping;

    private ServerProcess(String name, Path directory, String stopSignal, Process process, Process guard) {
        this.name = name;
        this.directory = directory;
        this.stopSignal = stopSignal;
        this.process = process;
        this.guard = guard;
    }

    /** @param command must name {@code directory} among its arguments: by that the next run knows the process as ours */
    static ServerProcess start(String name, Path directory, String stopSignal, List<String> command) {
        Path log = log(directory);
        try {
            if (Files.exists(log)) {
                Files.move(log, directory.resolve("server.log.previous"), StandardCopyOption.REPLACE_EXISTING);
            }
            Process process = child(directory, command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
            return new ServerProcess(name, directory, stopSignal, process, guard(directory, stopSignal, process));
        } catch (IOException e) {
            throw new BackendException(name + " cannot be started in " + directory + " (" + e.getMessage() + ").", e);
        }
    }

    /** Notes the server and starts its guard; without both the server is not left running, since nobody would stop it. */
    private static Process guard(Path directory, String stopSignal, Process process) throws IOException {
        try {
            process.getOutputStream().close();
            Leftover.write(directory, process.toHandle(), stopSignal);
            Process guard = child(directory, List.of("/bin/sh", "-c", GUARD, stopSignal, Long.toString(process.pid())))
                    .redirectError(ProcessBuilder.Redirect.DISCARD).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            process.onExit().thenRun(guard::destroyForcibly);
            return guard;
        } catch (IOException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static ProcessBuilder child(Path directory, List<String> command) {
        List<String> whole = new ArrayList<>(command);
        if (Files.isExecutable(SETSID)) {
            whole.addFirst(SETSID.toString());
        }
        ProcessBuilder builder = new ProcessBuilder(whole).directory(directory.toFile());
        builder.environment().keySet().retainAll(List.of("PATH", "HOME")); // PGDATA, PGOPTIONS and the like must not reach it
        return builder;
    }

    static Path log(Path directory) {
        return directory.resolve("server.log");
    }

    /** Returns when the server answers; one that ends or stays silent is stopped and reported in the words of its own log. */
    void awaitReady(Duration patience, BooleanSupplier ready, String complaintMark) {
        if (Polling.until(patience, () -> !process.isAlive() || ready.getAsBoolean()) && process.isAlive()) {
            process.onExit().thenAccept(this::report);
            return;
        }
        boolean ended = !process.isAlive();
        stop();
        if (ended) {
            String complaint = complaint(complaintMark);
            throw new ServerEndedException(notStarted(complaint), complaint);
        }
        throw new BackendException(notStarted("it gave no answer within " + patience.toSeconds() + " seconds"));
    }

    private String notStarted(String why) {
        return name + " did not start: " + why + ". Its log is " + log(directory) + "; wipe the state directory if its data may go.";
    }

    /** Whether or not somebody starts it again, a person has to hear of it. */
    private void report(Process ended) {
        if (!stopping) {
            LOG.error("{} ended by itself or was killed (exit status {}). Its log is {}", name, ended.exitValue(), log(directory));
        }
    }

    private String complaint(String mark) {
        try (var lines = Files.lines(log(directory), StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.contains(mark)).reduce((first, second) -> second)
                    .map(line -> line.substring(line.indexOf(mark) + mark.length()).strip()).orElse("it ended without a word");
        } catch (IOException e) {
            return "it ended, and its log cannot be read";
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void stop() {
        stopping = true;
        List<ProcessHandle> family = process.descendants().toList();
        try {
            if (process.isAlive()) {
                Signals.send(stopSignal, process.pid());
            }
            if (!process.waitFor(ORDERLY_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("{} did not stop within {} and is killed", name, ORDERLY_PATIENCE);
                kill(family);
            }
        } catch (InterruptedException e) {
            kill(family);
            Thread.currentThread().interrupt();
        }
        guard.destroyForcibly();
        Leftover.forget(directory);
    }

    private void kill(List<ProcessHandle> family) {
        process.destroyForcibly();
        family.forEach(ProcessHandle::destroyForcibly);
    }
}
