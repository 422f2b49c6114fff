package io.outrigger.backends;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoverTest {
    @TempDir
    Path temporary;

    private Path directory;
    private Path note;

    @BeforeEach
    void realPath() throws IOException {
        directory = temporary.toRealPath();
        note = directory.resolve("process.pid");
    }

    @Test
    void stopsAProcessThatNamesTheDirectoryAndBeganWhenNoted() throws IOException {
        try (Stranger ours = Stranger.naming(directory.resolve("data"))) {
            Leftover.write(directory, ours.handle(), "TERM");
            Leftover.stop(directory);
            assertThat(ours.handle().onExit().join().isAlive()).isFalse();
            assertThat(note).doesNotExist();
        }
    }

    @Test
    void leavesAProcessThatDoesNotNameTheDirectory() throws IOException {
        try (Stranger stranger = Stranger.naming(Path.of(directory + "-of-somebody-else"))) {
            Leftover.write(directory, stranger.handle(), "TERM");
            Leftover.stop(directory);
            assertThat(stranger.process().isAlive()).isTrue();
            assertThat(note).doesNotExist();
        }
    }

    @Test
    void leavesAProcessThatBeganAtAnotherTime() throws IOException {
        try (Stranger stranger = Stranger.naming(directory)) {
            Instant earlier = stranger.handle().info().startInstant().orElseThrow().minusSeconds(60);
            Files.writeString(note, stranger.process().pid() + "\n" + earlier.toEpochMilli() + "\nTERM\n");
            Leftover.stop(directory);
            assertThat(stranger.process().isAlive()).isTrue();
        }
    }

    @Test
    void ignoresANoteThatCannotBeRead() throws IOException {
        Files.writeString(note, "12");
        Leftover.stop(directory);
        assertThat(note).doesNotExist();
    }
}
