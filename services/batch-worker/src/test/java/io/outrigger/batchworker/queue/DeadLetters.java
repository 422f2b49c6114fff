package io.outrigger.batchworker.queue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What operators find in the topic of dead letters: the record, and what is wrong with it. */
record DeadLetters(String brokers, String topic) {

    List<String> read() {
        List<String> letters = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(Map.<String, Object>of("bootstrap.servers", brokers), new StringDeserializer(),
                new StringDeserializer())) {
            List<TopicPartition> all = List.of(new TopicPartition(topic, 0));
            consumer.assign(all);
            consumer.seekToBeginning(all);
            for (ConsumerRecord<String, String> letter : consumer.poll(Duration.ofSeconds(1))) {
                letters.add(letter.value() + ": "
                        + new String(letter.headers().lastHeader("__dlq.errors.message").value(), StandardCharsets.UTF_8));
            }
        }
        return letters;
    }
}
