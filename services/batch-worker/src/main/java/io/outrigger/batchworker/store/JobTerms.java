package io.outrigger.batchworker.store;

import io.outrigger.batchworker.job.JobPriority;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a job is for. It does not change, but that its model is resolved once.
 *
 * @param tenant whose it is
 * @param concurrency chunks that may be in flight at once; 0 where the job sets no bound
 * @param outputExpiresAfter how long an ended job is kept
 * @param endpoint as the submitter named it
 * @param allowedModels what the submitter was limited to; empty where it was not
 * @param traceparent the span of the submission, where it was traced
 */
public record JobTerms(
        String tenant, JobModel model, JobPriority priority, JobInput input, Duration completionWindow, int concurrency,
        Map<String, String> metadata, Duration outputExpiresAfter, Optional<String> webhookUrl, String endpoint,
        Optional<List<String>> allowedModels, Optional<String> traceparent) {

    /** The job whose failed rows these are. */
    public Optional<String> parent() {
        return input instanceof JobInput.FailedRowsOf failed ? Optional.of(failed.parent()) : Optional.empty();
    }
}
