package io.outrigger.backends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {
    @TempDir
    Path temporary;

    @Test
    void isForItsOwnerOnly() throws IOException {
        try (StateDirectory state = StateDirectory.open(temporary.resolve("a/state"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.path()))).isEqualTo("rwx------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.subdirectory("redis")))).isEqualTo("rwx------");
        }
    }

    @Test
    void isHeldByOneRunAtATime() {
        Path directory = temporary.resolve("state");
        try (StateDirectory _ = StateDirectory.open(directory)) {
            assertThatThrownBy(() -> StateDirectory.open(directory, Duration.ofMillis(50))).isInstanceOf(BackendException.class)
                    .hasMessage("State directory " + directory + " is in use by another run (process " + ProcessHandle.current().pid()
                            + "); stop that one, or set OUTRIGGER_HOME to another place.");
        }
        StateDirectory.open(directory, Duration.ZERO).close();
    }

    @Test
    void waitsForTheRunThatIsStopping() {
        StateDirectory previous = StateDirectory.open(temporary.resolve("state"));
        CompletableFuture<StateDirectory> next = CompletableFuture.supplyAsync(() -> StateDirectory.open(temporary.resolve("state")));
        assertThat(next).isNotDone();
        previous.close();
        next.join().close();
    }

    @Test
    void refusesAFileInItsPlace() throws IOException {
        Path file = Files.createFile(temporary.resolve("state"));
        assertThatThrownBy(() -> StateDirectory.open(file)).isInstanceOf(BackendException.class)
                .hasMessage("State directory " + file + " cannot be written (it is a file); mend it,"
                        + " or set OUTRIGGER_HOME to another place.");
    }

    @Test
    void refusesADirectoryThatHoldsOtherThings() throws IOException {
        Files.createFile(temporary.resolve("thesis.tex"));
        assertThatThrownBy(() -> StateDirectory.open(temporary)).isInstanceOf(BackendException.class)
                .hasMessageContaining("holds files that are not Outrigger's");
        assertThat(temporary).isDirectoryContaining("glob:**thesis.tex").isDirectoryNotContaining("glob:**.lock");
    }

    @Test
    void wipesWhatIsInsideAndNothingElse() throws IOException {
        Path outside = Files.createFile(Files.createDirectory(temporary.resolve("outside")).resolve("kept"));
        try (StateDirectory state = StateDirectory.open(temporary.resolve("state"))) {
            Files.createFile(state.subdirectory("redis").resolve("data"));
            Files.createSymbolicLink(state.path().resolve("link"), outside.getParent());
            state.wipe();
            assertThat(state.path()).isDirectoryContaining("glob:**.lock");
            assertThat(Files.list(state.path())).hasSize(1);
            assertThat(outside).exists();
        }
        StateDirectory.open(temporary.resolve("state")).close();
    }
}
