package io.outrigger.batchworker.queue;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.outrigger.chassis.telemetry.Histograms.Durations;
import io.outrigger.chassis.telemetry.Telemetry;

/** Counts what goes through the queue; every meter is looked up once. */
final class QueueMetrics {

    private final Durations publishing;
    private final Counter published;
    private final Counter deadLetters;
    private final Counter deliveries;
    private final Counter redeliveries;
    private final Counter released;
    private final Counter rejected;
    private final Counter lost;

    QueueMetrics(Telemetry telemetry) {
        MeterRegistry meters = telemetry.meters();
        this.publishing = telemetry.histograms().durations("job_queue_publish_duration_seconds", "Time for the brokers to take chunks");
        this.published = counter(meters, "job_queue_published", "Chunks put into the queue");
        this.deadLetters = counter(meters, "job_queue_dead_letters", "Chunks that were given up and told to operators");
        this.deliveries = counter(meters, "job_queue_deliveries", "Records that came out of the queue: a chunk, or a parcel of small ones");
        this.redeliveries = counter(meters, "job_queue_redeliveries", "Deliveries of these that were not the record's first");
        this.released = counter(meters, "job_queue_released", "Deliveries that were given back to be delivered again");
        this.rejected = counter(meters, "job_queue_rejected", "Records that name no chunk");
        this.lost = counter(meters, "job_queue_locks_lost", "Deliveries that others may have got while they were in work here");
    }

    private static Counter counter(MeterRegistry meters, String name, String description) {
        return Counter.builder(name).description(description).register(meters);
    }

    void published(int chunks, long nanos) {
        published.increment(chunks);
        publishing.record(nanos);
    }

    void deadLetter() {
        deadLetters.increment();
    }

    void delivered(int deliveries) {
        this.deliveries.increment();
        if (deliveries > 1) {
            redeliveries.increment();
        }
    }

    void released() {
        released.increment();
    }

    void rejected() {
        rejected.increment();
    }

    void lost() {
        lost.increment();
    }
}
