package io.outrigger.batchworker.queue;

import static io.outrigger.batchworker.queue.QueueWorker.chunk;
import static io.outrigger.batchworker.queue.QueueWorker.chunks;
import static io.outrigger.batchworker.queue.QueueWorker.parcels;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.backends.testing.BackendsExtension;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.testing.Eventually;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class QueueOutageIT {

    @RegisterExtension
    static final BackendsExtension backends = BackendsExtension.kafka();

    @Test
    void aWorkerThatStartsBeforeKafkaWaitsForIt() {
        QueueConfig config = QueueWorker.config(backends.kafkaBrokers(), backends.uniqueName() + ".before", 1);
        backends.stopKafka();
        try (var worker = QueueWorker.start(config, chunk -> Verdict.DONE)) {
            assertThat(worker.queueAsItIs().notReadyReason()).hasValueSatisfying(reason -> assertThat(reason).contains("not been reached"));
            assertAway(worker.queueAsItIs());
            backends.startKafka();
            worker.queue().publish(parcels(0, 10));
            Eventually.isTrue(() -> worker.deliveries().size() == 10);
        } finally {
            backends.startKafka();
        }
    }

    @Test
    void lanesAndPublishersGoOnWhenKafkaIsBack() {
        QueueConfig config = QueueWorker.config(backends.kafkaBrokers(), backends.uniqueName() + ".between", 2);
        var open = new CountDownLatch(1);
        try (var worker = QueueWorker.start(config, chunk -> {
            if (chunk.index() == 0) {
                await(open);
            }
            return Verdict.DONE;
        })) {
            worker.queue().publish(parcels(0, 5));
            Eventually.isTrue(() -> worker.deliveries().size() == 5);
            backends.stopKafka();
            assertAway(worker.queueAsItIs());
            Eventually.isTrue(() -> worker.count("job_queue_locks_lost") == 1);
            open.countDown();
            backends.startKafka();
            Eventually.passes(() -> worker.queue().publish(parcels(100, 5)));
            Eventually.isTrue(() -> worker.deliveries().containsAll(chunks(100, 5)));
            Eventually.isTrue(() -> worker.deliveriesOf(chunk(0)) == 2);
        } finally {
            open.countDown();
            backends.startKafka();
        }
    }

    private static void assertAway(ChunkQueue queue) {
        assertThatThrownBy(() -> queue.publish(parcels(50, 3))).isInstanceOf(ServiceException.class)
                .extracting(failure -> ((ServiceException) failure).code()).isEqualTo(ErrorCode.DEPENDENCY_UNAVAILABLE);
    }

    private static void await(CountDownLatch open) {
        try {
            open.await();
        } catch (InterruptedException e) {
            throw new AssertionError("work is not interrupted", e);
        }
    }
}
