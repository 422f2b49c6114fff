package io.outrigger.batchworker.queue;

import io.outrigger.batchworker.job.Parcel;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** The lanes of a worker: each takes parcels out of the queue one after the other and has their chunks worked on. */
public final class QueueLanes implements AutoCloseable {

    private final ChunkQueue queue;
    private final Runnable stopWork;
    private final LaneStop stop = new LaneStop();
    private final List<QueueLane> lanes;

    private QueueLanes(ChunkQueue queue, Function<Parcel, Verdict> work, Runnable stopWork) {
        this.queue = queue;
        this.stopWork = stopWork;
        this.lanes = IntStream.range(0, queue.config().lanes()).mapToObj(number -> QueueLane.start(number, queue, work, stop)).toList();
    }

    /**
     * Starts to take chunks, as soon as the queue is there.
     *
     * @param work what is done with a parcel; called on virtual threads, one a lane at most, and may take as long as it needs
     * @param stopWork tells all work that it should end soon; called once, when no lane takes anything new any more
     */
    public static QueueLanes start(ChunkQueue queue, Function<Parcel, Verdict> work, Runnable stopWork) {
        return new QueueLanes(queue, work, stopWork);
    }

    /** Takes nothing new, waits for what is in work as long as it may, and gives the rest back. */
    @Override
    public void close() {
        stop.ask(queue.nanoTime().getAsLong(), queue.config().stopTimeout());
        stopWork.run();
        lanes.forEach(QueueLane::close);
    }
}
