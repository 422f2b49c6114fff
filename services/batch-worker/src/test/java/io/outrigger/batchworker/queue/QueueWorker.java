package io.outrigger.batchworker.queue;

import io.outrigger.batchworker.job.ChunkId;
import io.outrigger.batchworker.job.Parcel;
import io.outrigger.chassis.telemetry.Telemetry;
import io.outrigger.testing.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.IntStream;

/** A worker as far as the queue knows one, which remembers what it was given. */
final class QueueWorker implements AutoCloseable {

    private static final String JOB = "batch_0123456789abcdef0123456789abcdef";

    private final Telemetry telemetry = Telemetry.local("batch-worker");
    private final List<ChunkId> deliveries = new CopyOnWriteArrayList<>();
    private final ChunkQueue queue;
    private final QueueLanes lanes;

    private QueueWorker(QueueConfig config, Function<ChunkId, Verdict> work, Runnable stopWork) {
        this.queue = ChunkQueue.open(config, telemetry);
        this.lanes = QueueLanes.start(queue, parcel -> {
            deliveries.addAll(parcel.chunks());
            return work.apply(parcel.chunks().getFirst());
        }, stopWork);
    }

    static QueueWorker start(QueueConfig config, Function<ChunkId, Verdict> work) {
        return new QueueWorker(config, work, () -> { });
    }

    static QueueWorker start(QueueConfig config, Function<ChunkId, Verdict> work, Runnable stopWork) {
        return new QueueWorker(config, work, stopWork);
    }

    /** As installed, but for what tests have no time for. */
    static QueueConfig config(String brokers, String name, int lanes) {
        return new QueueConfig(brokers, name, name, lanes, 1, 1, Duration.ofSeconds(5), 10, Duration.ofSeconds(10), Duration.ofSeconds(10),
                Map.of());
    }

    static ChunkId chunk(int index) {
        return new ChunkId(JOB, index);
    }

    /** Each in a parcel of its own. */
    static List<Parcel> parcels(int from, int count) {
        return chunks(from, count).stream().map(Parcel::of).toList();
    }

    static List<ChunkId> chunks(int from, int count) {
        return IntStream.range(from, from + count).mapToObj(QueueWorker::chunk).toList();
    }

    ChunkQueue queue() {
        Eventually.isTrue(() -> queue.notReadyReason().isEmpty());
        return queue;
    }

    ChunkQueue queueAsItIs() {
        return queue;
    }

    /** In the order in which they came. */
    List<ChunkId> deliveries() {
        return deliveries;
    }

    long deliveriesOf(ChunkId chunk) {
        return deliveries.stream().filter(chunk::equals).count();
    }

    double count(String counter) {
        return telemetry.meters().get(counter).counter().count();
    }

    /** Stops as a process does that is told to. */
    @Override
    public void close() {
        lanes.close();
        queue.close();
        telemetry.close();
    }
}
