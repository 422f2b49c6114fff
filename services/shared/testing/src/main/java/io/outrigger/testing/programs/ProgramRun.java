package io.outrigger.testing.programs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What a program did: how it ended and the last that it printed, errors included. It is stopped when its time is over, with its children.
 *
 * @param status the exit status; {@link #OUT_OF_TIME} for one that was stopped
 */
public record ProgramRun(String program, int status, String output) {
    /** As {@code timeout} of the shell has it. */
    public static final int OUT_OF_TIME = 124;
    private static final int OUTPUT_BYTES_MAX = 64 << 10;

    /** Runs it to its end. */
    public static ProgramRun of(List<String> command, Map<String, String> environment, Duration limit) throws IOException {
        String program = Path.of(command.getFirst()).getFileName().toString();
        // A file and not a pipe: a child that outlives the program would hold a pipe open.
        Path printed = Files.createTempFile("outrigger-program-", ".txt");
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(printed.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                stop(process);
            }
            String output = end(printed);
            return ended ? new ProgramRun(program, process.exitValue(), output)
                    : new ProgramRun(program, OUT_OF_TIME, output + "\n(stopped after " + limit.toSeconds() + " seconds)");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + program, e);
        } finally {
            Files.deleteIfExists(printed);
        }
    }

    private static void stop(Process process) throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }

    private static String end(Path printed) {
        try {
            byte[] bytes = Files.readAllBytes(printed);
            int from = Math.max(0, bytes.length - OUTPUT_BYTES_MAX);
            return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean succeeded() {
        return status == 0;
    }

    /** This run, or the test's failure with all that the program printed. */
    public ProgramRun requireSuccess() {
        if (!succeeded()) {
            throw new AssertionError(program + " ended with status " + status + ":\n" + output);
        }
        return this;
    }

    /** The last line it printed that says something, for a sentence. */
    String lastLine() {
        return output.lines().filter(line -> !line.isBlank()).reduce((_, second) -> second).map(String::strip)
                .orElse("it printed nothing and ended with status " + status);
    }
}
