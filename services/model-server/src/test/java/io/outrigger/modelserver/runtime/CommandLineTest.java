package io.outrigger.modelserver.runtime;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineTest {

    @TempDir
    private Path directory;

    @Test
    void oneThatCrashesTheRuntimeIsRefusedWithASentence() throws IOException {
        Path file = directory.resolve("cmdline");
        assertThatCode(() -> CommandLine.check(file)).as("no such file, as on other systems").doesNotThrowAnyException();
        Files.writeString(file, "x".repeat(3_950));
        assertThatCode(() -> CommandLine.check(file)).doesNotThrowAnyException();
        Files.writeString(file, "x".repeat(3_951));
        assertThatThrownBy(() -> CommandLine.check(file)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("3951 bytes").hasMessageContaining("argument file");
    }
}
