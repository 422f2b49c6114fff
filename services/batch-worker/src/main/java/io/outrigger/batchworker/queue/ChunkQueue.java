package io.outrigger.batchworker.queue;

import io.outrigger.batchworker.job.ChunkId;
import io.outrigger.batchworker.job.Parcel;
import io.outrigger.chassis.background.BackgroundLoop;
import io.outrigger.chassis.background.Backoff;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.telemetry.Telemetry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queue of chunks: puts them in, and looks after what it needs at the brokers.
 *
 * <p>The worker may start before Kafka does. Topics and group are asked for until they are there and every few seconds from then on,
 * so that one line of the log tells when the brokers go and another when they are back, and that a topic which was removed is made
 * again.
 */
public final class ChunkQueue implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ChunkQueue.class);
    private static final Backoff SETUP_BACKOFF = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(2), 0.2);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(15);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final QueueConfig config;
    private final KafkaClients clients;
    private final QueueSetup setup;
    private final QueueMetrics metrics;
    private final LongSupplier nanoTime;
    private final BackgroundLoop caretaker;
    /** The caretaker's own, until that has ended. */
    private volatile Admin admin;
    /** There once topics and group have been. */
    private volatile Producer<byte[], byte[]> producer;

    private ChunkQueue(QueueConfig config, Telemetry telemetry) {
        this.config = config;
        this.clients = new KafkaClients(config);
        this.setup = new QueueSetup(config);
        this.metrics = new QueueMetrics(telemetry);
        this.nanoTime = telemetry.nanoTime();
        this.caretaker = BackgroundLoop.start("looking after the queue " + config, SETUP_BACKOFF, this::lookAfter);
    }

    /** Starts to look for the brokers; it waits for nothing. */
    public static ChunkQueue open(QueueConfig config, Telemetry telemetry) {
        return new ChunkQueue(config, telemetry);
    }

    /** Why nothing can be put in yet; empty once topics and group have been there. */
    public Optional<String> notReadyReason() {
        return producer != null ? Optional.empty() : Optional.of("the queue " + config + " has not been reached yet");
    }

    /** Returns when the brokers have them all; when it throws, they may have some. */
    public void publish(List<Parcel> parcels) {
        long start = nanoTime.getAsLong();
        send(parcels.stream().map(parcel -> new ProducerRecord<byte[], byte[]>(config.topic(), ParcelRecord.of(parcel))).toList());
        metrics.published(parcels.stream().mapToInt(parcel -> parcel.chunks().size()).sum(), nanoTime.getAsLong() - start);
    }

    /** Tells operators of a chunk that is no good to anybody, in the form in which the broker tells of records that it has given up. */
    public void deadLetter(ChunkId chunk, int attempts) {
        var letter = new ProducerRecord<byte[], byte[]>(config.deadLetterTopic(), ParcelRecord.of(Parcel.of(chunk)));
        header(letter, "__dlq.errors.topic", config.topic());
        header(letter, "__dlq.errors.group", config.group());
        header(letter, "__dlq.errors.delivery.count", Integer.toString(attempts));
        header(letter, "__dlq.errors.message", "whoever ran it did not come back, " + attempts + " times");
        send(List.of(letter));
        metrics.deadLetter();
    }

    private static void header(ProducerRecord<byte[], byte[]> letter, String name, String value) {
        letter.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private void send(List<ProducerRecord<byte[], byte[]>> records) {
        Producer<byte[], byte[]> ready = producer;
        if (ready == null) {
            throw away(null);
        }
        try {
            List<Future<?>> sent = new ArrayList<>();
            for (ProducerRecord<byte[], byte[]> record : records) {
                Future<?> answer = ready.send(record);
                if (answer.isDone()) {
                    // It has failed by now, perhaps after a wait: the rest would wait as long, each.
                    answer.get();
                }
                sent.add(answer);
            }
            for (Future<?> answer : sent) {
                answer.get();
            }
        } catch (ExecutionException | KafkaException e) {
            throw away(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw away(e);
        }
    }

    private ServiceException away(Exception cause) {
        LOG.debug("the queue {} took no chunks", config, cause);
        return new ServiceException(ErrorCode.DEPENDENCY_UNAVAILABLE, "The queue of chunks cannot be reached.", cause);
    }

    private Optional<Duration> lookAfter() throws InterruptedException, ExecutionException {
        if (admin == null) {
            admin = clients.admin();
        }
        setup.ensure(admin);
        if (producer == null) {
            producer = clients.producer();
            LOG.info("the queue {} is ready", config);
        }
        return Optional.of(LOOK_AGAIN);
    }

    QueueConfig config() {
        return config;
    }

    KafkaClients clients() {
        return clients;
    }

    QueueMetrics metrics() {
        return metrics;
    }

    LongSupplier nanoTime() {
        return nanoTime;
    }

    @Override
    public void close() {
        caretaker.close();
        if (producer != null) {
            producer.close(CLOSE_TIMEOUT);
        }
        if (admin != null) {
            admin.close(CLOSE_TIMEOUT);
        }
    }
}
