package io.outrigger.batchworker.queue;

import io.outrigger.chassis.config.Settings;
import java.time.Duration;
import java.util.Map;

/**
 * Where Kafka is and how it is used.
 *
 * @param brokers with commas
 * @param lanes chunks that this worker has at a time
 * @param partitions of the topic, when it has to be made; with more than one a lane stands idle while another's partition is full
 * @param replicas of each record, when the topics have to be made
 * @param recordLock how long a record belongs to a worker that has died; brokers allow 15 s to 60 s unless told otherwise
 * @param deliveriesMax after which a record becomes a dead letter; brokers allow 10 unless told otherwise
 * @param publishTimeout the longest that publishing may take
 * @param stopTimeout the longest that chunks in work are waited for at the end
 * @param further settings of Kafka's clients, such as how to log in; never printed
 */
public record QueueConfig(
        String brokers, String topic, String group, int lanes, int partitions, int replicas, Duration recordLock,
        int deliveriesMax, Duration publishTimeout, Duration stopTimeout, Map<String, String> further) {

    private static final int LANES_MAX = 256;
    /** One thread reads the rows of a chunk, and waits for the disk too; an idle lane is two requests a second for a broker. */
    private static final int LANES = Math.clamp(2L * Runtime.getRuntime().availableProcessors(), 4, 16);

    public QueueConfig {
        further = Map.copyOf(further);
    }

    public static QueueConfig from(Settings settings) {
        return new QueueConfig(
                settings.string("KAFKA_BROKERS", "127.0.0.1:9092", "addresses of Kafka, with commas"),
                settings.string("KAFKA_TOPIC", "outrigger.chunks", "topic of the work queue"),
                settings.string("KAFKA_GROUP", "outrigger.batch-worker", "share group of the workers"),
                settings.integer("KAFKA_LANES", LANES, 1, LANES_MAX, "chunks that this worker has at a time"),
                settings.integer("KAFKA_PARTITIONS", 1, 1, 1_000, "partitions of the topic, if it has to be made"),
                settings.integer("KAFKA_REPLICAS", 1, 1, 9, "replicas of the topic, if it has to be made"),
                settings.duration("KAFKA_RECORD_LOCK", Duration.ofSeconds(30), "time until a dead worker's chunk is given to another"),
                settings.integer("KAFKA_DELIVERIES_MAX", 10, 2, 1_000, "deliveries after which a record becomes a dead letter"),
                settings.duration("KAFKA_PUBLISH_TIMEOUT", Duration.ofSeconds(10), "time for the brokers to take chunks"),
                settings.duration("KAFKA_STOP_TIMEOUT", Duration.ofSeconds(10), "time for chunks in work at the end"),
                PropertiesFile.from(settings, "KAFKA_PROPERTIES",
                        "file with further settings of Kafka's clients, such as security.protocol"));
    }

    /** Where dead letters are; the broker puts its own there too, and wants the name to begin so. */
    String deadLetterTopic() {
        return "dlq." + topic;
    }

    /** Without the further settings. */
    @Override
    public String toString() {
        return topic + " at " + brokers;
    }
}
