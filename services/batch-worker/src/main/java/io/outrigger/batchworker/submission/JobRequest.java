package io.outrigger.batchworker.submission;

import io.outrigger.batchworker.job.JobPriority;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What somebody wants done, checked as far as that can be done without asking anybody.
 *
 * @param model empty where the rows name it
 * @param version a version, an alias, or empty
 * @param allowedModels what the submitter is limited to; empty where it is not
 * @param concurrency 0 for no bound
 * @param traceparent the span of the request, where it is traced
 */
public record JobRequest(
        String tenant, String model, String version, Input input, JobPriority priority, Duration completionWindow,
        OptionalDouble errorBudget, int concurrency, Map<String, String> metadata, Duration outputExpiresAfter,
        Optional<String> webhookUrl, String endpoint, Optional<List<String>> allowedModels,
        Optional<String> traceparent) {

    /** Where the rows come from. */
    public sealed interface Input {

        /** They came along. */
        record Lines(byte[] bytes) implements Input {
        }

        record UploadedFile(String id) implements Input {
        }

        record Address(String uri) implements Input {
        }
    }
}
