package io.outrigger.batchworker.job;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;

/** A job of three chunks of ten rows and rules for it, to which things happen a second after the other. */
final class Jobs {

    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final Instant WINDOW_END = START.plus(Duration.ofHours(24));
    static final JobLimits LIMITS = JobLimits.DEFAULT;
    static final int ROWS = 10;

    private final JobRules rules = new JobRules(LIMITS);
    private final Chunk[] chunks = new Chunk[3];
    private Job job;
    private Instant now = START;

    private Jobs(OptionalDouble errorBudget) {
        job = Job.submitted("batch_1", START, WINDOW_END, errorBudget);
        for (int index = 0; index < chunks.length; index++) {
            chunks[index] = Chunk.cut(new ChunkId(job.id(), index), ROWS, START);
        }
    }

    /** Of which the rows are not counted. */
    static Jobs submitted() {
        return new Jobs(OptionalDouble.empty());
    }

    /** Of which they are. */
    static Jobs cut() {
        return cut(OptionalDouble.empty());
    }

    static Jobs cut(OptionalDouble errorBudget) {
        Jobs jobs = new Jobs(errorBudget);
        jobs.happens(new Event.CutOffered());
        jobs.happens(new Event.CutDone(1, 3L * ROWS, 3));
        return jobs;
    }

    Job job() {
        return job;
    }

    Chunk chunk(int index) {
        return chunks[index];
    }

    Instant now() {
        return now;
    }

    void passes(Duration time) {
        now = now.plus(time);
    }

    List<Effect> happens(Event.OfJob event) {
        passes(Duration.ofSeconds(1));
        Outcome outcome = rules.decide(job, event, now);
        job = outcome.job();
        return outcome.effects();
    }

    List<Effect> happens(int chunk, Event.OfChunk event) {
        passes(Duration.ofSeconds(1));
        Outcome outcome = rules.decide(job, chunks[chunk], event, now);
        job = outcome.job();
        chunks[chunk] = outcome.chunk().orElseThrow();
        return outcome.effects();
    }

    /** A lease of a chunk out of the queue; the token of it. */
    int leased(int chunk) {
        happens(chunk, new Event.ChunkQueued());
        happens(chunk, new Event.ChunkDelivered());
        return chunks[chunk].lease().token();
    }

    List<Effect> ends(int chunk, int token, int failed) {
        return happens(chunk, new Event.ChunkDone(token, ROWS - failed, failed, 100L * (ROWS - failed), 10L * failed));
    }
}
