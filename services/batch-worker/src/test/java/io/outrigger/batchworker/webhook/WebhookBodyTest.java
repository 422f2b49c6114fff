package io.outrigger.batchworker.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.batchworker.job.Event;
import io.outrigger.batchworker.job.Job;
import io.outrigger.batchworker.job.JobLimits;
import io.outrigger.batchworker.job.JobRules;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What is told of a job's end. */
class WebhookBodyTest {

    @Test
    void theEndIsTheType() {
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        var rules = new JobRules(JobLimits.DEFAULT);
        Job offered = rules.decide(Job.submitted("batch_1", start, start.plusSeconds(60), OptionalDouble.empty()),
                new Event.CutOffered(), start).job();
        Job failed = rules.decide(offered, new Event.CutFailed(offered.cutLease().token(), List.of()), start).job();

        assertThat(WebhookBody.of(failed, Instant.parse("2026-01-01T00:00:01.234567Z"))).asString().isEqualTo("""
                {"type":"batch.failed","timestamp":"2026-01-01T00:00:01.234Z","data":{"id":"batch_1","object":"batch","status":"failed",\
                "request_counts":{"total":0,"completed":0,"failed":0}}}""");
    }
}
