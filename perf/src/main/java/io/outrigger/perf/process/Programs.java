package io.outrigger.perf.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What is done with every program that is started here. */
public final class Programs {

    private static final int LAST_LINES = 20;

    private Programs() {
    }

    /** Something that may be so by now. */
    @FunctionalInterface
    public interface Question {
        boolean isSo() throws IOException;
    }

    /** The virtual machine that runs this program, as a command. */
    public static String java() {
        return ProcessHandle.current().info().command().orElse("java");
    }

    /** Asks every so often whether a process is up, until it is; false where it has ended, or the time is over. */
    public static boolean comesUp(Process process, Duration timeMax, Duration lookEvery, Question up) throws IOException {
        long began = System.nanoTime();
        while (!up.isSo()) {
            if (!process.isAlive() || System.nanoTime() - began > timeMax.toNanos()) {
                return false;
            }
            LockSupport.parkNanos(lookEvery.toNanos());
        }
        return true;
    }

    /** The last lines of what a process has said. */
    public static String lastLines(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    }

    /**
     * Processor time that the process has used so far, without its children's.
     *
     * @param name for the sentence, where the system does not say
     */
    public static Duration processorTime(Process process, String name) {
        return process.info().totalCpuDuration()
                .orElseThrow(() -> new IllegalStateException("The system does not say how much processor time " + name + " has used."));
    }

    /** Lets it end by itself for so long, and kills it then. */
    public static void stop(Process process, Duration patience) {
        process.destroy();
        awaitEnd(process, patience);
    }

    /** The same, of one that knows already that it is to end. */
    public static void awaitEnd(Process process, Duration patience) {
        try {
            if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
