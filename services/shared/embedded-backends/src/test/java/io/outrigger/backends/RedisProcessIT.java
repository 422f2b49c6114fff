package io.outrigger.backends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisProcessIT {
    @TempDir
    Path temporary;

    private Path directory;

    @BeforeEach
    void ownDirectory() {
        directory = temporary.resolve("redis");
    }

    @Test
    void keepsItsDataOverARestart() throws IOException {
        int port;
        try (RedisProcess redis = RedisProcess.start(directory, 0)) {
            port = redis.port();
            assertThat(Clients.ask(port, "SET word kept")).isEqualTo("+OK");
        }
        try (RedisProcess redis = RedisProcess.start(directory, port)) {
            assertThat(Clients.ask(redis.port(), "GET word")).isEqualTo("kept");
        }
    }

    @Test
    void keepsItsDataWhenItIsKilled() throws IOException {
        RedisProcess killed = RedisProcess.start(directory, 0);
        Clients.ask(killed.port(), "SET word kept");
        ProcessHandle server = ProcessHandle.of(killed.pid()).orElseThrow();
        server.destroyForcibly();
        server.onExit().join();
        try (RedisProcess redis = RedisProcess.start(directory, killed.port())) {
            assertThat(Clients.ask(redis.port(), "GET word")).isEqualTo("kept");
        }
    }

    @Test
    void saysThatItWasKilledAndNotThatItWasStopped() {
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            RedisProcess.start(directory, 0).close();
            RedisProcess killed = RedisProcess.start(directory, 0);
            ProcessHandle.of(killed.pid()).orElseThrow().destroyForcibly();
            String sentence = "Redis ended by itself or was killed (exit status 137)";
            assertThat(Polling.until(Duration.ofSeconds(10), () -> said.toString(StandardCharsets.UTF_8).contains(sentence))).isTrue();
            killed.close();
            assertThat(said.toString(StandardCharsets.UTF_8)).containsOnlyOnce("ended by itself");
        } finally {
            System.setErr(before);
        }
    }

    @Test
    void replacesTheServerThatAKilledRunLeft() throws IOException {
        RedisProcess left = RedisProcess.start(directory, 0);
        Clients.killGuard(left.pid());
        Clients.ask(left.port(), "SET word kept");
        try (RedisProcess next = RedisProcess.start(directory, left.port())) {
            assertThat(left.isAlive()).isFalse();
            assertThat(Clients.ask(next.port(), "GET word")).isEqualTo("kept");
        }
    }

    @Test
    void isStoppedByAWipe() {
        try (StateDirectory state = StateDirectory.open(temporary.resolve("state"))) {
            RedisProcess left = RedisProcess.start(state.subdirectory("redis"), 0);
            Clients.killGuard(left.pid());
            state.wipe();
            assertThat(left.isAlive()).isFalse();
            assertThat(state.path().resolve("redis")).doesNotExist();
        }
    }

    @Test
    void saysThatItsPortIsInUse() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> RedisProcess.start(directory, other.getLocalPort())).isInstanceOf(BackendException.class)
                    .hasMessageStartingWith("Port " + other.getLocalPort() + " for Redis is in use by another program;");
        }
    }

    @Test
    void saysWhatIsWrongWithDamagedData() throws IOException {
        Path file = directory.resolve("data/appendonlydir/appendonly.aof.manifest");
        RedisProcess.start(directory, 0).close();
        Files.writeString(file, "not a manifest\n");
        assertThatThrownBy(() -> RedisProcess.start(directory, 0)).isInstanceOf(BackendException.class)
                .hasMessageStartingWith("Redis did not start: ").hasMessageContaining("server.log");
    }
}
