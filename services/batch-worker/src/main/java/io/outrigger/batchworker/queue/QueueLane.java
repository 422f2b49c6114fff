package io.outrigger.batchworker.queue;

import io.outrigger.batchworker.job.Parcel;
import io.outrigger.chassis.background.BackgroundLoop;
import io.outrigger.chassis.background.Backoff;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One share consumer and the thread that uses it, with one record at a time.
 *
 * <p>What became of a record goes out with the request for the next one, so that a parcel costs one round trip. While no broker is
 * there the consumer itself looks for one; only a consumer that fails is replaced.
 */
final class QueueLane implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(QueueLane.class);
    private static final Backoff REOPEN_BACKOFF = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(5), 0.2);
    /** How long a stop goes unnoticed. */
    private static final Duration IDLE_POLL = Duration.ofMillis(500);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);

    private final ChunkQueue queue;
    private final Function<Parcel, Verdict> work;
    private final LaneStop stop;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final BackgroundLoop loop;
    /** The lane's thread's own, until that has ended. */
    private volatile ShareConsumer<byte[], byte[]> consumer;

    private QueueLane(int number, ChunkQueue queue, Function<Parcel, Verdict> work, LaneStop stop) {
        this.queue = queue;
        this.work = work;
        this.stop = stop;
        this.loop = BackgroundLoop.start("taking chunks, lane " + number, REOPEN_BACKOFF, this::turn);
    }

    static QueueLane start(int number, ChunkQueue queue, Function<Parcel, Verdict> work, LaneStop stop) {
        return new QueueLane(number, queue, work, stop);
    }

    private Optional<Duration> turn() throws InterruptedException {
        if (stop.phase(now()) != LaneStop.Phase.NOT_ASKED) {
            hangUp();
            ended.countDown();
            return Optional.empty();
        }
        if (queue.notReadyReason().isPresent()) {
            return Optional.of(IDLE_POLL);
        }
        try {
            if (consumer == null) {
                consumer = queue.clients().shareConsumer();
                consumer.subscribe(List.of(queue.config().topic()));
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(IDLE_POLL)) {
                take(record);
            }
            return Optional.of(Duration.ZERO);
        } catch (RuntimeException broken) {
            hangUp();
            throw broken;
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        Optional<Parcel> parcel = ParcelRecord.read(record.value());
        if (parcel.isEmpty()) {
            LOG.warn("the record at offset {} of partition {} of {} names no chunks, and is put aside",
                    record.offset(), record.partition(), record.topic());
            queue.metrics().rejected();
            consumer.acknowledge(record, AcknowledgeType.REJECT);
            return;
        }
        int deliveries = record.deliveryCount().orElse((short) 1);
        queue.metrics().delivered(deliveries);
        HeldRecord held = new HeldRecord(consumer, record, deliveries, queue.metrics(), queue.nanoTime());
        held.await(Work.start(parcel.get(), work), stop);
    }

    private void hangUp() {
        ShareConsumer<byte[], byte[]> over = consumer;
        consumer = null;
        if (over != null) {
            try {
                over.close(CLOSE_TIMEOUT);
            } catch (KafkaException brokenAlready) {
                LOG.debug("a consumer that is given up cannot be closed", brokenAlready);
            }
        }
    }

    private long now() {
        return queue.nanoTime().getAsLong();
    }

    /** Waits for the lane's end, which it has been asked for before. */
    @Override
    public void close() {
        Duration patience = queue.config().stopTimeout().plus(CLOSE_TIMEOUT).plus(IDLE_POLL.multipliedBy(2));
        try {
            if (!ended.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.warn("a lane does not end, and is left alone");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        loop.close();
        hangUp();
    }
}
