package io.outrigger.backends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerProcessTest {
    @TempDir
    Path temporary;

    @Test
    void aServerThatCannotBeNotedIsNotLeftRunning() throws IOException {
        Path directory = temporary.toRealPath();
        Files.createDirectories(directory.resolve("process.pid/in-the-way"));
        List<String> command = List.of("/bin/sh", "-c", "while :; do sleep 1; done", directory.toString());

        assertThatThrownBy(() -> ServerProcess.start("A server", directory, "TERM", command)).isInstanceOf(BackendException.class);
        assertThat(Polling.until(Duration.ofSeconds(5), () -> ProcessHandle.current().descendants()
                .noneMatch(child -> Leftover.names(child, directory)))).isTrue();
    }
}
