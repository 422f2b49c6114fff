package io.outrigger.gateway.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.google.protobuf.Timestamp;
import io.outrigger.proto.jobs.v1.Job;
import io.outrigger.proto.jobs.v1.JobError;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A job as JSON says it; what a job does not have is null, as OpenAI's clients know it. */
@JsonInclude(JsonInclude.Include.ALWAYS)
record JobDocument(
        String id, String object, String endpoint, String model, String version, String digest, String status, Counts requestCounts,
        double rowsPerSecond, Double secondsLeft, String inputFileId, @JsonInclude(JsonInclude.Include.NON_NULL) String inputUri,
        String completionWindow, String outputFileId, String errorFileId, Long createdAt, Long inProgressAt, Long expiresAt,
        Long finalizingAt, Long completedAt, Long failedAt, Long expiredAt, Long cancellingAt, Long cancelledAt, Errors errors,
        Map<String, String> metadata, String priority, Double errorBudget, Integer concurrency, Expiry outputExpiresAfter, Webhook webhook,
        String parentId) {

    record Counts(long total, long completed, long failed) {
    }

    record Errors(String object, List<Error> data) {
    }

    /** @param line null where it is no line's */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Error(String code, String message, String param, Long line) {

        static Error of(JobError error) {
            return new Error(error.getCode(), error.getMessage(), textOrNull(error.getParam()),
                    error.getLine() == 0 ? null : error.getLine());
        }
    }

    record Expiry(String anchor, long seconds) {
    }

    record Webhook(String url) {
    }

    /** The job on the platform's own addresses, where its files can be read from the start. */
    static JobDocument of(Job job) {
        return of(job, false);
    }

    /** The job on OpenAI's addresses, where a file that is empty is not there before the job has ended. */
    static JobDocument inOpenAisShape(Job job) {
        return of(job, !JobWords.hasEnded(job.getState()));
    }

    private static JobDocument of(Job job, boolean withoutEmptyFiles) {
        return new JobDocument(
                job.getId(), "batch", textOrNull(job.getEndpoint()), textOrNull(job.getModel()), textOrNull(job.getVersion()),
                textOrNull(job.getDigest()), JobWords.of(job.getState()),
                new Counts(job.getRequestCounts().getTotal(), job.getRequestCounts().getCompleted(), job.getRequestCounts().getFailed()),
                job.getRowsPerSecond(), job.hasSecondsLeft() ? job.getSecondsLeft() : null, textOrNull(job.getInputFileId()),
                textOrNull(job.getInputUri()), job.hasCompletionWindow() ? WindowText.write(job.getCompletionWindow()) : null,
                withoutEmptyFiles && job.getOutputBytes() == 0 ? null : textOrNull(job.getOutputFileId()),
                withoutEmptyFiles && job.getErrorBytes() == 0 ? null : textOrNull(job.getErrorFileId()),
                seconds(job.hasCreatedAt(), job.getCreatedAt()), seconds(job.hasInProgressAt(), job.getInProgressAt()),
                seconds(job.hasExpiresAt(), job.getExpiresAt()), seconds(job.hasFinalizingAt(), job.getFinalizingAt()),
                seconds(job.hasCompletedAt(), job.getCompletedAt()), seconds(job.hasFailedAt(), job.getFailedAt()),
                seconds(job.hasExpiredAt(), job.getExpiredAt()), seconds(job.hasCancellingAt(), job.getCancellingAt()),
                seconds(job.hasCancelledAt(), job.getCancelledAt()),
                job.getErrorsCount() == 0 ? null : new Errors("list", job.getErrorsList().stream().map(Error::of).toList()),
                new TreeMap<>(job.getMetadataMap()), JobWords.of(job.getPriority()), job.hasErrorBudget() ? job.getErrorBudget() : null,
                job.getConcurrency() == 0 ? null : job.getConcurrency(),
                job.hasOutputExpiresAfter() ? new Expiry(JobWords.ANCHOR, job.getOutputExpiresAfter().getSeconds()) : null,
                job.getWebhookUrl().isEmpty() ? null : new Webhook(job.getWebhookUrl()), textOrNull(job.getParentId()));
    }

    private static String textOrNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static Long seconds(boolean there, Timestamp time) {
        return there ? time.getSeconds() : null;
    }
}
