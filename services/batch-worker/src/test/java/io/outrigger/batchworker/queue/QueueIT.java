package io.outrigger.batchworker.queue;

import static io.outrigger.batchworker.queue.QueueWorker.chunk;
import static io.outrigger.batchworker.queue.QueueWorker.chunks;
import static io.outrigger.batchworker.queue.QueueWorker.parcels;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.batchworker.job.Parcel;
import io.outrigger.backends.testing.BackendsExtension;
import io.outrigger.chassis.telemetry.Telemetry;
import io.outrigger.testing.Eventually;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

class QueueIT {

    @RegisterExtension
    static final BackendsExtension backends = BackendsExtension.kafka();

    private String name;

    @BeforeEach
    void ownTopic(TestInfo test) {
        name = backends.uniqueName() + "." + test.getTestMethod().orElseThrow().getName();
    }

    private QueueConfig config(int lanes) {
        return QueueWorker.config(backends.kafkaBrokers(), name, lanes);
    }

    @Test
    void theChunksOfAParcelComeTogether() throws InterruptedException {
        try (var worker = QueueWorker.start(config(2), chunk -> Verdict.DONE)) {
            worker.queue().publish(List.of(new Parcel(chunks(0, 5)), new Parcel(chunks(5, 3))));
            Eventually.isTrue(() -> worker.deliveries().size() == 8);
            assertThat(worker.deliveries()).containsExactlyInAnyOrderElementsOf(chunks(0, 8));
        }
    }

    @Test
    void aThousandChunksAreDeliveredOnceEach() {
        try (var worker = QueueWorker.start(config(2), chunk -> Verdict.DONE)) {
            ChunkQueue queue = worker.queue();
            queue.publish(parcels(0, 1));
            Eventually.isTrue(() -> worker.deliveries().size() == 1);
            queue.publish(parcels(1, 1_000));
            Eventually.isTrue(() -> worker.deliveries().size() >= 1_001);
            assertThat(new HashSet<>(worker.deliveries())).hasSize(1_001);
            assertThat(worker.deliveries()).hasSize(1_001);
        }
        try (var next = QueueWorker.start(config(1), chunk -> Verdict.DONE)) {
            next.queue().publish(parcels(5_000, 1));
            Eventually.isTrue(() -> next.deliveries().contains(chunk(5_000)));
            assertThat(next.deliveries()).containsExactly(chunk(5_000));
        }
    }

    @Test
    void aLaneHasOneChunkAtATime() {
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        try (var worker = QueueWorker.start(config(3), chunk -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            Thread.yield();
            running.decrementAndGet();
            return Verdict.DONE;
        })) {
            worker.queue().publish(parcels(0, 200));
            Eventually.isTrue(() -> worker.deliveries().size() == 200);
            assertThat(most.get()).isBetween(1, 3);
        }
    }

    @Test
    void aSlowChunkKeepsNoOtherWaiting() {
        var open = new CountDownLatch(1);
        try (var worker = QueueWorker.start(config(2), chunk -> chunk.index() == 0 ? await(open) : Verdict.DONE)) {
            worker.queue().publish(parcels(0, 20));
            Eventually.isTrue(() -> worker.deliveries().size() == 20);
            open.countDown();
        }
    }

    @Test
    void whatIsGivenBackIsDeliveredAgain() {
        var refusals = new AtomicInteger();
        try (var worker = QueueWorker.start(config(2), chunk -> refusals.incrementAndGet() <= 2 ? Verdict.AGAIN : Verdict.DONE)) {
            worker.queue().publish(parcels(0, 1));
            Eventually.isTrue(() -> worker.deliveriesOf(chunk(0)) == 3);
            Eventually.isTrue(() -> worker.count("job_queue_redeliveries") == 2);
            assertThat(worker.count("job_queue_released")).isEqualTo(2);
        }
    }

    @Test
    void workThatFailsIsDeliveredAgain() {
        var calls = new AtomicInteger();
        try (var worker = QueueWorker.start(config(1), chunk -> {
            if (calls.incrementAndGet() == 1) {
                throw new IllegalStateException("as a test wants it");
            }
            return Verdict.DONE;
        })) {
            worker.queue().publish(parcels(0, 1));
            Eventually.isTrue(() -> worker.deliveriesOf(chunk(0)) == 2);
        }
    }

    @Test
    void aChunkMayTakeLongerThanItsLock() {
        var open = new CountDownLatch(1);
        try (var worker = QueueWorker.start(config(2), chunk -> await(open))) {
            worker.queue().publish(parcels(0, 1));
            Eventually.isTrue(() -> worker.deliveries().size() == 1);
            long start = System.nanoTime();
            Eventually.isTrue(() -> System.nanoTime() - start > 2 * config(2).recordLock().toNanos());
            assertThat(worker.count("job_queue_locks_lost")).isZero();
            assertThat(worker.deliveries()).hasSize(1);
            open.countDown();
        }
    }

    @Test
    void aChunkOfAWorkerThatStallsIsGivenToAnother() {
        try (var queue = ChunkQueue.open(config(1), Telemetry.local("stalled"))) {
            Eventually.isTrue(() -> queue.notReadyReason().isEmpty());
            queue.publish(parcels(0, 1));
            ShareConsumer<byte[], byte[]> stalled = new KafkaClients(config(1)).shareConsumer();
            stalled.subscribe(List.of(name));
            Eventually.isTrue(() -> !stalled.poll(Duration.ofMillis(100)).isEmpty());
            try (var worker = QueueWorker.start(config(1), chunk -> Verdict.DONE)) {
                Eventually.isTrue(() -> worker.deliveries().contains(chunk(0)));
                Eventually.isTrue(() -> worker.count("job_queue_redeliveries") == 1);
            } finally {
                stalled.close(Duration.ofSeconds(1));
            }
        }
    }

    @Test
    void whatNamesNoChunkIsPutAsideAndBlocksNothing() {
        QueueConfig config = config(1);
        try (var worker = QueueWorker.start(config, chunk -> Verdict.DONE)) {
            worker.queue();
            try (Producer<byte[], byte[]> producer = new KafkaClients(config).producer()) {
                producer.send(new ProducerRecord<>(name, "nonsense".getBytes(StandardCharsets.UTF_8)));
                producer.send(new ProducerRecord<>(name, null));
            }
            worker.queue().publish(parcels(0, 1));
            Eventually.isTrue(() -> worker.deliveries().contains(chunk(0)));
            assertThat(worker.count("job_queue_rejected")).isEqualTo(2);
            worker.queue().deadLetter(chunk(7), 11);
            var letters = new DeadLetters(backends.kafkaBrokers(), config.deadLetterTopic());
            Eventually.passes(() -> assertThat(letters.read()).containsExactlyInAnyOrder("nonsense: Offset rejected by client.",
                    "null: Offset rejected by client.",
                    chunk(7).jobId() + "/7: whoever ran it did not come back, 11 times"));
        }
    }

    @Test
    void workThatIsToldToStopEndsInGoodOrder() {
        var told = new CompletableFuture<Verdict>();
        try (var other = QueueWorker.start(config(1), chunk -> Verdict.DONE)) {
            other.queue();
        }
        try (var worker = QueueWorker.start(config(1), chunk -> told.join(), () -> told.complete(Verdict.AGAIN))) {
            worker.queue().publish(parcels(0, 1));
            Eventually.isTrue(() -> worker.deliveries().size() == 1);
        }
        try (var next = QueueWorker.start(config(1), chunk -> Verdict.DONE)) {
            Eventually.isTrue(() -> next.deliveries().equals(chunks(0, 1)));
            assertThat(next.count("job_queue_redeliveries")).isEqualTo(1);
        }
    }

    private static Verdict await(CountDownLatch open) {
        try {
            open.await();
            return Verdict.DONE;
        } catch (InterruptedException e) {
            throw new AssertionError("work is not interrupted", e);
        }
    }
}
