package io.outrigger.backends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One directory for all tests, so that it is formatted once; each test has its own topic and leaves Kafka stopped. */
class KafkaProcessIT {
    @TempDir
    static Path temporary;

    private final Path directory = temporary.resolve("kafka");

    @Test
    void keepsItsDataOverARestart() throws ExecutionException, InterruptedException {
        int port;
        try (KafkaProcess kafka = KafkaProcess.start(directory, 0)) {
            port = kafka.port();
            KafkaCaller caller = new KafkaCaller(kafka.brokers());
            caller.createTopic("restarted", "restarted");
            caller.send("restarted", "kept");
        }
        try (KafkaProcess kafka = KafkaProcess.start(directory, port)) {
            assertThat(new KafkaCaller(kafka.brokers()).take("restarted", "restarted")).isEqualTo("kept");
        }
    }

    @Test
    void keepsItsDataWhenItIsKilled() throws ExecutionException, InterruptedException {
        KafkaProcess killed = KafkaProcess.start(directory, 0);
        KafkaCaller caller = new KafkaCaller(killed.brokers());
        caller.createTopic("killed", "killed");
        caller.send("killed", "kept");
        Clients.kill(killed);
        assertThat(killed.isAlive()).isFalse();
        try (KafkaProcess _ = KafkaProcess.start(directory, killed.port())) {
            assertThat(caller.take("killed", "killed")).isEqualTo("kept");
        }
    }

    @Test
    void replacesTheServerThatAKilledRunLeft() throws ExecutionException, InterruptedException {
        KafkaProcess left = KafkaProcess.start(directory, 0);
        Clients.killGuard(left.pid());
        KafkaCaller caller = new KafkaCaller(left.brokers());
        caller.createTopic("left", "left");
        try (KafkaProcess _ = KafkaProcess.start(directory, left.port())) {
            assertThat(left.isAlive()).isFalse();
            caller.send("left", "taken over");
            assertThat(caller.take("left", "left")).isEqualTo("taken over");
        }
    }

    @Test
    void saysThatItsPortIsInUse() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> KafkaProcess.start(directory, other.getLocalPort())).isInstanceOf(BackendException.class)
                    .hasMessageStartingWith("Port " + other.getLocalPort() + " for Kafka is in use by another program;");
        }
    }

    @Test
    void saysWhatIsWrongWithDamagedData() throws IOException {
        Path damaged = temporary.resolve("damaged");
        Files.createDirectories(damaged.resolve("data"));
        assertThatThrownBy(() -> KafkaProcess.start(damaged, 0)).isInstanceOf(BackendException.class)
                .hasMessageStartingWith("Kafka did not start: ").hasMessageContaining("meta.properties").hasMessageContaining("server.log");
    }
}
