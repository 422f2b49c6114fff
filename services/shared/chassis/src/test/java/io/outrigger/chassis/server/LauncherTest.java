package io.outrigger.chassis.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class LauncherTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void helpListsTheSettings() {
        assertThat(run(Map.of(), "--help")).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8)).contains("PORT", "8084", "GRPC_PORT", "9084", "DRAIN_TIMEOUT", "30s");
    }

    @Test
    void wrongSettingsAreAllNamed() {
        assertThat(run(Map.of("PORT", "x", "DRAIN_PAUSE", "y"))).isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8)).contains("PORT: expected", "DRAIN_PAUSE: expected", "--help");
    }

    @Test
    void otherArgumentsAreRefused() {
        assertThat(run(Map.of(), "--port", "1\u001b")).isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--port 1").doesNotContain("\u001b");
    }

    @Test
    void aFailedStartIsOneSentence() {
        int code = Launcher.run("example", new String[0], Map.of(), settings -> ServerConfig.from(settings, 4),
                config -> {
                    throw new IllegalStateException("Port 8084 is in use by another program.");
                }, new PrintStream(out, true), new PrintStream(err, true));

        assertThat(code).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8).strip())
                .isEqualTo("example could not start: Port 8084 is in use by another program.");
    }

    private int run(Map<String, String> environment, String... args) {
        Function<ServerConfig, AutoCloseable> start = config -> () -> { };
        return Launcher.run("example", args, environment, settings -> ServerConfig.from(settings, 4), start,
                new PrintStream(out, true), new PrintStream(err, true));
    }
}
