package io.outrigger.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The command {@code outrigger}, run as a program of its own.
 *
 * @param output what it has said, remarks included
 */
record CommandProcess(int exitCode, String output) {

    /** Runs it to its end, with these words and what the platform says of itself. */
    static CommandProcess run(PlatformAccess access, String... words) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), "io.outrigger.cli.Main"));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(Map.of("GATEWAY_URL", access.gatewayUrl(), "REGISTRY_URL", access.registryUrl(),
                "TOKEN", access.token(), "ADMIN_TOKEN", access.adminToken(), "NO_COLOR", "1"));
        try {
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new CommandProcess(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
