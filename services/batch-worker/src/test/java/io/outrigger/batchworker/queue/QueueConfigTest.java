package io.outrigger.batchworker.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.chassis.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueueConfigTest {

    @TempDir
    private Path folder;

    @Test
    void withoutSettingsKafkaIsOnThisMachine() {
        var settings = new Settings(Map.of());
        QueueConfig config = QueueConfig.from(settings);
        settings.check();
        assertThat(config).isEqualTo(new QueueConfig("127.0.0.1:9092", "outrigger.chunks", "outrigger.batch-worker", 4, 1, 1,
                Duration.ofSeconds(30), 10, Duration.ofSeconds(10), Duration.ofSeconds(10), Map.of()));
        assertThat(config.deadLetterTopic()).isEqualTo("dlq.outrigger.chunks");
    }

    @Test
    void furtherSettingsOfTheClientsComeFromAFileAndAreNotPrinted() throws IOException {
        Path file = Files.writeString(folder.resolve("client.properties"), "security.protocol=SASL_SSL\nsasl.jaas.config=hush\n");
        QueueConfig config = QueueConfig.from(new Settings(Map.of("KAFKA_PROPERTIES", file.toString())));
        assertThat(config.further()).isEqualTo(Map.of("security.protocol", "SASL_SSL", "sasl.jaas.config", "hush"));
        assertThat(config.toString()).doesNotContain("hush");
    }

    @Test
    void aFileThatIsNotThereIsAnError() {
        var settings = new Settings(Map.of("KAFKA_PROPERTIES", folder.resolve("none").toString()));
        QueueConfig.from(settings);
        assertThatThrownBy(settings::check).hasMessageContaining("KAFKA_PROPERTIES: expected a file of properties at ")
                .hasMessageContaining("there is none that can be read");
    }
}
