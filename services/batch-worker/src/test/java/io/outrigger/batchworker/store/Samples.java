package io.outrigger.batchworker.store;

import io.outrigger.batchworker.job.Event;
import io.outrigger.batchworker.job.Job;
import io.outrigger.batchworker.job.JobLimits;
import io.outrigger.batchworker.job.JobPriority;
import io.outrigger.batchworker.job.JobRules;
import io.outrigger.batchworker.rows.ChunkPlace;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** Jobs as tests want them. */
final class Samples {

    static final Instant NOW = Instant.parse("2026-11-29T05:00:00.123456Z");
    static final Duration WINDOW = Duration.ofDays(1);
    static final JobRules RULES = new JobRules(JobLimits.DEFAULT);
    static final String SHA256 = "00".repeat(32);

    private Samples() {
    }

    static JobTerms terms(String tenant, JobPriority priority, JobInput input) {
        return new JobTerms(tenant, JobModel.named("mlp", ""), priority, input, WINDOW, 0, Map.of(), Duration.ofDays(30),
                Optional.empty(), "/v1/infer", Optional.empty(), Optional.empty());
    }

    static JobTerms terms(String tenant) {
        return terms(tenant, JobPriority.NORMAL, new JobInput.InlineInput());
    }

    static Job submitted(Instant now) {
        return Job.submitted(StoredId.newJob(now), now, now.plus(WINDOW), OptionalDouble.empty());
    }

    /** A job of so many chunks of one row. */
    static Job cut(Instant now, int chunks) {
        Job job = RULES.decide(submitted(now), new Event.CutOffered(), now).job();
        return RULES.decide(job, new Event.CutDone(job.cutLease().token(), chunks, chunks), now).job();
    }

    static List<ChunkPlace> places(int chunks) {
        return IntStream.range(0, chunks).mapToObj(i -> new ChunkPlace(i, i * 10L, 10, i + 1L, 1, new int[0])).toList();
    }
}
