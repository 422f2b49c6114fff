package io.outrigger.backends;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The note about a running server in its directory, from which the next run knows what to stop. A process id alone proves nothing, since
 * numbers are used again: before a process is signalled its arguments must name our directory and its start time must be the noted one.
 *
 * @param started when the process began, as the operating system tells it
 * @param stopSignal the signal by which this server ends in good order, such as {@code INT}
 */
record Leftover(long pid, Instant started, String stopSignal) {
    private static final Logger LOG = LoggerFactory.getLogger(Leftover.class);
    private static final String FILE = "process.pid";
    private static final Duration ORDERLY_PATIENCE = Duration.ofSeconds(10);
    private static final Duration KILL_PATIENCE = Duration.ofSeconds(5);

    /** Linux derives start times from a boot time that wanders by a second as the clock is set. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(2);

    static void write(Path directory, ProcessHandle process, String stopSignal) throws IOException {
        Instant started = process.info().startInstant().orElse(Instant.EPOCH);
        OwnerOnly.write(directory.resolve(FILE), process.pid() + "\n" + started.toEpochMilli() + "\n" + stopSignal + "\n");
    }

    static void forget(Path directory) {
        try {
            Files.deleteIfExists(directory.resolve(FILE));
        } catch (IOException e) {
            LOG.warn("Note in {} could not be deleted", directory, e); // harmless: the next run sees that the process is gone
        }
    }

    /** Stops the server that an earlier run left in this directory, if there is one and it is ours. */
    static void stop(Path directory) {
        read(directory).ifPresent(leftover -> leftover.stopIfOurs(directory));
        forget(directory);
    }

    private static Optional<Leftover> read(Path directory) {
        Path file = directory.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            List<String> lines = Files.readAllLines(file);
            Instant started = Instant.ofEpochMilli(Long.parseLong(lines.get(1)));
            return Optional.of(new Leftover(Long.parseLong(lines.get(0)), started, lines.get(2)));
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            LOG.warn("{} is not readable and is ignored", file);
            return Optional.empty();
        }
    }

    private void stopIfOurs(Path directory) {
        ProcessHandle process = ProcessHandle.of(pid).filter(candidate -> isOurs(candidate, directory)).orElse(null);
        if (process == null) {
            LOG.debug("Process {} is gone, or is not ours: left alone", pid);
            return;
        }
        LOG.info("Stopping process {}, which an earlier run left in {}", pid, directory);
        List<ProcessHandle> family = Stream.concat(Stream.of(process), process.descendants()).toList();
        Signals.send(stopSignal, pid);
        if (!Polling.until(ORDERLY_PATIENCE, () -> !isOurs(process, directory))) {
            family.forEach(ProcessHandle::destroyForcibly);
            if (!Polling.until(KILL_PATIENCE, () -> !isOurs(process, directory))) {
                throw new BackendException("Process " + pid + ", which an earlier run left in " + directory
                        + ", cannot be stopped; stop it by hand.");
            }
        }
    }

    private boolean isOurs(ProcessHandle process, Path directory) {
        boolean beganThen = process.info().startInstant()
                .filter(instant -> Duration.between(started, instant).abs().compareTo(CLOCK_TOLERANCE) <= 0).isPresent();
        return beganThen && process.isAlive() && names(process, directory);
    }

    /** Whether the process has the directory, or something in it, among its arguments; one that is dead but not buried has none. */
    static boolean names(ProcessHandle process, Path directory) {
        String[] arguments = process.info().arguments().orElse(new String[0]);
        return Stream.of(arguments).anyMatch(argument -> argument.equals(directory.toString()) || argument.startsWith(directory + "/"));
    }
}
