package io.outrigger.local;

import io.outrigger.testing.programs.ProgramRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command {@code outrigger}, run as a program of its own. */
final class CommandProcess {
    private static final Duration LIMIT = Duration.ofMinutes(4);

    private CommandProcess() {
    }

    /** Runs it to its end, with these words and what the platform says of itself. */
    static ProgramRun run(PlatformAccess access, String... words) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), "io.outrigger.cli.Main"));
        command.addAll(List.of(words));
        try {
            return ProgramRun.of(command, Map.of("GATEWAY_URL", access.gatewayUrl(), "REGISTRY_URL", access.registryUrl(),
                    "TOKEN", access.token(), "ADMIN_TOKEN", access.adminToken(), "NO_COLOR", "1"), LIMIT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
