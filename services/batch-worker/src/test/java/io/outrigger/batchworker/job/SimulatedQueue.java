package io.outrigger.batchworker.job;

import java.util.List;

/** A queue that loses, doubles and reorders, and delivers again what nobody has acknowledged in time, but not for ever. */
final class SimulatedQueue {

    private static final int LOCK_MILLIS = 6_000;
    private static final int DELIVERIES_MAX = 5;

    private final SimulatedTime time;
    private final Faults faults;
    private final List<SimulatedWorker> workers;

    /** One delivery, until the worker says what has become of it. */
    final class Delivery {

        private final ChunkId chunk;
        private final int times;
        private boolean settled;

        private Delivery(ChunkId chunk, int times) {
            this.chunk = chunk;
            this.times = times;
        }

        ChunkId chunk() {
            return chunk;
        }

        void acknowledge() {
            settled = true;
        }

        void release() {
            if (!settled) {
                settled = true;
                if (times < DELIVERIES_MAX) {
                    send(new Delivery(chunk, times + 1), time.between(1, 300));
                }
            }
        }
    }

    SimulatedQueue(SimulatedTime time, Faults faults, List<SimulatedWorker> workers) {
        this.time = time;
        this.faults = faults;
        this.workers = workers;
    }

    void publish(ChunkId chunk) {
        if (time.fails(faults.lost())) {
            time.trace(() -> "lost " + chunk);
            return;
        }
        for (int copies = time.fails(faults.twice()) ? 2 : 1; copies > 0; copies--) {
            send(new Delivery(chunk, 1), time.chance(0.9) ? time.between(1, 100) : time.between(1, 10_000));
        }
    }

    private void send(Delivery delivery, int millis) {
        time.after(millis, () -> {
            SimulatedWorker worker = workers.get(time.between(0, workers.size() - 1));
            if (!worker.hasRoom()) {
                send(delivery, time.between(50, 500));
                return;
            }
            worker.deliver(delivery);
            time.after(LOCK_MILLIS, delivery::release);
        });
    }
}
