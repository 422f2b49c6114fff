package io.outrigger.batchworker.queue;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The record that a lane has, kept until its work is over; for the lane's thread. */
final class HeldRecord {

    private static final Logger LOG = LoggerFactory.getLogger(HeldRecord.class);
    private static final int LOCK_MS = 30_000;
    private static final Duration RENEW_TIMEOUT = Duration.ofSeconds(4);
    /** How long a stop goes unnoticed. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final ShareConsumer<byte[], byte[]> consumer;
    private final ConsumerRecord<byte[], byte[]> record;
    private final QueueMetrics metrics;
    private final LongSupplier nanoTime;
    private final Hold hold;

    HeldRecord(
            ShareConsumer<byte[], byte[]> consumer, ConsumerRecord<byte[], byte[]> record, int deliveries, QueueMetrics metrics,
            LongSupplier nanoTime) {
        this.consumer = consumer;
        this.record = record;
        this.metrics = metrics;
        this.nanoTime = nanoTime;
        Duration lock = Duration.ofMillis(consumer.acquisitionLockTimeoutMs().orElse(LOCK_MS));
        this.hold = new Hold(deliveries, lock, nanoTime.getAsLong());
    }

    /** Returns when the work is over, or given up, and says so of the record. */
    void await(Work work, LaneStop stop) throws InterruptedException {
        while (true) {
            long now = nanoTime.getAsLong();
            switch (hold.step(now, stop.phase(now))) {
                case WAIT -> pause(work);
                case RENEW -> renew();
                case ACCEPT -> {
                    consumer.acknowledge(record, AcknowledgeType.ACCEPT);
                    return;
                }
                case RELEASE -> {
                    metrics.released();
                    consumer.acknowledge(record, AcknowledgeType.RELEASE);
                    return;
                }
                case FORGET -> {
                    return;
                }
            }
        }
    }

    private void pause(Work work) throws InterruptedException {
        if (hold.isEnded()) {
            Thread.sleep(LOOK_AGAIN);
            return;
        }
        Optional<Verdict> verdict = work.await(LOOK_AGAIN);
        verdict.ifPresent(ended -> hold.ended(ended, nanoTime.getAsLong()));
    }

    /** A renewed record has to be taken over from the consumer again, before anything else can be said of it. */
    private void renew() {
        if (isRenewed()) {
            hold.renewed(nanoTime.getAsLong());
        } else {
            LOG.info("the lock of the record at offset {} of {} is lost: others may get its chunk too", record.offset(), record.topic());
            metrics.lost();
            hold.lost();
        }
    }

    private boolean isRenewed() {
        try {
            consumer.acknowledge(record, AcknowledgeType.RENEW);
            boolean refused = consumer.commitSync(RENEW_TIMEOUT).values().stream().anyMatch(Optional::isPresent);
            return !refused && isOurs();
        } catch (KafkaException | IllegalStateException e) {
            LOG.debug("a lock could not be renewed", e);
            return false;
        }
    }

    private boolean isOurs() {
        boolean ours = false;
        for (ConsumerRecord<byte[], byte[]> returned : consumer.poll(RENEW_TIMEOUT)) {
            if (returned.offset() == record.offset() && returned.partition() == record.partition()) {
                ours = true;
            } else {
                consumer.acknowledge(returned, AcknowledgeType.RELEASE);
            }
        }
        return ours;
    }
}
