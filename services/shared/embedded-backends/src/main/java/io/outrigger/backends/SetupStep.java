package io.outrigger.backends;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A program that makes a server's data and ends. */
final class SetupStep {
    private SetupStep() {
    }

    /**
     * Runs the program and returns when it has ended well.
     *
     * @param input what it reads
     * @param complaintMarks by which its output shows what is wrong
     */
    static void run(String server, Path home, String input, List<String> command, List<String> complaintMarks) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true);
        builder.environment().keySet().retainAll(List.of("PATH", "HOME"));
        Process process = builder.start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (process.waitFor() != 0) {
                String complaint = output.lines().filter(line -> complaintMarks.stream().anyMatch(line::contains))
                        .findFirst().orElse(output);
                throw new BackendException(server + "'s data cannot be created in " + home + ": " + complaint + ".");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new BackendException("The creation of " + server + "'s data was interrupted.", e);
        }
    }
}
