package io.outrigger.batchworker.work;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.outrigger.batchworker.job.ChunkState;
import io.outrigger.batchworker.job.Job;
import io.outrigger.batchworker.job.JobState;
import io.outrigger.batchworker.store.WorkCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Counts what the shell does, and shows what is left to be done: what an autoscaler reads. */
final class WorkMetrics {

    private final Map<JobState, Timer> durations = new EnumMap<>(JobState.class);
    private final Map<ChunkState, Counter> repairs = new EnumMap<>(ChunkState.class);
    private final Counter fenced;
    private volatile Optional<WorkSeen.Left> left = Optional.empty();

    WorkMetrics(MeterRegistry meters) {
        for (JobState state : JobState.values()) {
            if (state.isEnded()) {
                durations.put(state, Timer.builder("batch_job_duration").description("From a job's submission to its end")
                        .tag("state", word(state)).serviceLevelObjectives(
                                Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofMinutes(10),
                                Duration.ofHours(1), Duration.ofHours(6), Duration.ofHours(24)).register(meters));
            }
        }
        for (ChunkState state : ChunkState.values()) {
            repairs.put(state, Counter.builder("batch_repairs")
                    .description("Chunks that were lost and made to wait again, by where they were")
                    .tag("state", word(state)).register(meters));
        }
        fenced = Counter.builder("batch_fenced").description("Ends and renewals of leases that somebody else had by then").register(meters);
        gauge(meters, "batch_rows_waiting", "Rows of open jobs without an answer", WorkCounts::rows);
        gauge(meters, "batch_chunks_waiting", "Chunks that are not in the queue yet", WorkCounts::chunksWaiting);
        gauge(meters, "batch_chunks_queued", "Chunks in the queue", WorkCounts::chunksQueued);
        gauge(meters, "batch_chunks_leased", "Chunks that are being run", WorkCounts::chunksLeased);
        gauge(meters, "batch_jobs_open", "Jobs that have not ended", WorkCounts::jobs);
    }

    private void gauge(MeterRegistry meters, String name, String description, ToDoubleFunction<WorkCounts> value) {
        Gauge.builder(name, () -> left.map(seen -> value.applyAsDouble(seen.counts())).orElse(0.0)).description(description)
                .register(meters);
    }

    void ended(Job job, Instant now) {
        durations.get(job.state()).record(Duration.between(job.createdAt(), now));
    }

    void repaired(ChunkState from) {
        repairs.get(from).increment();
    }

    /** Jobs with chunks that wait were found that nobody would have planned. */
    void planned(int forgotten) {
        repairs.get(ChunkState.WAITING).increment(forgotten);
    }

    void fenced() {
        fenced.increment();
    }

    void left(WorkSeen.Left seen) {
        left = Optional.of(seen);
    }

    Optional<WorkSeen.Left> left() {
        return left;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
