package io.outrigger.batchworker.api;

import com.google.protobuf.ByteString;
import io.outrigger.batchworker.submission.JobRequest;
import io.outrigger.batchworker.submission.RequestKey;
import io.outrigger.chassis.digest.Sha256;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.proto.jobs.v1.AllowedModels;
import io.outrigger.proto.jobs.v1.SubmitJobRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads what is submitted, and refuses what nobody could mean. */
final class SubmitMessages {

    private static final Duration WINDOW = Duration.ofDays(1);
    private static final Duration WINDOW_MAX = Duration.ofDays(30);
    private static final Duration KEPT = Duration.ofDays(30);
    private static final int KEY_CHARACTERS_MAX = 255;
    private static final int METADATA_MAX = 16;
    private static final int METADATA_KEY_CHARACTERS_MAX = 64;
    private static final int METADATA_VALUE_CHARACTERS_MAX = 512;
    private static final int ENDPOINT_CHARACTERS_MAX = 256;
    private static final int CONCURRENCY_MAX = 100_000;

    private SubmitMessages() {
    }

    static JobRequest read(SubmitJobRequest message, String tenant, Optional<String> traceparent) {
        return new JobRequest(tenant, message.getModel(), message.getVersion(), input(message), JobMessages.priority(message.getPriority()),
                window(message), errorBudget(message), concurrency(message), metadata(message.getMetadataMap()), kept(message),
                message.hasWebhook() ? Optional.of(message.getWebhook().getUrl()) : Optional.empty(), endpoint(message),
                message.hasAllowedModels() ? allowed(message.getAllowedModels()) : Optional.empty(), traceparent);
    }

    static Optional<List<String>> allowed(AllowedModels models) {
        return Optional.of(List.copyOf(models.getNamesList()));
    }

    /** What makes two requests one: everything of them but the key, and what the gateway says of the caller. */
    static Optional<RequestKey> key(SubmitJobRequest message) {
        return key(message.getIdempotencyKey(), canonical(message));
    }

    /** Maps have no order on the wire, so they are told in the order of their keys. */
    private static byte[] canonical(SubmitJobRequest message) {
        StringBuilder metadata = new StringBuilder();
        message.getMetadataMap().entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(entry -> metadata
                .append(entry.getKey().length()).append(':').append(entry.getKey())
                .append(entry.getValue().length()).append(':').append(entry.getValue()));
        ByteString rest = message.toBuilder().clearIdempotencyKey().clearAllowedModels().clearMetadata().build().toByteString();
        return rest.concat(ByteString.copyFromUtf8(metadata.toString())).toByteArray();
    }

    static Optional<RequestKey> key(String key, byte[] request) {
        if (key.isEmpty()) {
            return Optional.empty();
        }
        if (key.length() > KEY_CHARACTERS_MAX || !key.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            throw invalid("idempotency_key", "1 to " + KEY_CHARACTERS_MAX + " printable ASCII characters", Quote.of(key));
        }
        return Optional.of(new RequestKey(key, Sha256.of(request)));
    }

    static byte[] retryOf(String jobId) {
        return ("retry " + jobId).getBytes(StandardCharsets.UTF_8);
    }

    private static JobRequest.Input input(SubmitJobRequest message) {
        return switch (message.getInputCase()) {
            case LINES -> new JobRequest.Input.Lines(message.getLines().toByteArray());
            case INPUT_FILE_ID -> new JobRequest.Input.UploadedFile(message.getInputFileId());
            case INPUT_URI -> new JobRequest.Input.Address(message.getInputUri());
            case INPUT_NOT_SET -> throw new ServiceException(ErrorCode.MISSING_FIELD,
                    "The job has no rows; inputs, input_file_id or input_uri is expected.");
        };
    }

    private static Duration window(SubmitJobRequest message) {
        Duration window = message.hasCompletionWindow() ? WireTime.duration("completion_window", message.getCompletionWindow()) : WINDOW;
        if (!window.isPositive() || window.compareTo(WINDOW_MAX) > 0) {
            throw invalid("completion_window", "more than 0 and at most " + WINDOW_MAX.toDays() + " days", window.toSeconds() + " s");
        }
        return window;
    }

    private static Duration kept(SubmitJobRequest message) {
        return message.hasOutputExpiresAfter() ? WireTime.kept("output_expires_after", message.getOutputExpiresAfter()) : KEPT;
    }

    private static OptionalDouble errorBudget(SubmitJobRequest message) {
        if (!message.hasErrorBudget()) {
            return OptionalDouble.empty();
        }
        double percent = message.getErrorBudget();
        if (!(percent >= 0 && percent <= 100)) {
            throw invalid("error_budget", "a percentage from 0 to 100", percent + "");
        }
        return OptionalDouble.of(percent);
    }

    private static int concurrency(SubmitJobRequest message) {
        if (message.getConcurrency() < 0 || message.getConcurrency() > CONCURRENCY_MAX) {
            throw invalid("concurrency", "0 to " + CONCURRENCY_MAX, message.getConcurrency() + "");
        }
        return message.getConcurrency();
    }

    private static Map<String, String> metadata(Map<String, String> metadata) {
        if (metadata.size() > METADATA_MAX) {
            throw invalid("metadata", "at most " + METADATA_MAX + " entries", metadata.size() + "");
        }
        metadata.forEach((key, value) -> {
            if (key.isEmpty() || key.length() > METADATA_KEY_CHARACTERS_MAX) {
                throw invalid("metadata", "keys of 1 to " + METADATA_KEY_CHARACTERS_MAX + " characters", Quote.of(key));
            }
            if (value.length() > METADATA_VALUE_CHARACTERS_MAX) {
                throw invalid("metadata", "values of at most " + METADATA_VALUE_CHARACTERS_MAX + " characters", value.length() + "");
            }
            requireNoNul("metadata", key);
            requireNoNul("metadata", value);
        });
        return Map.copyOf(metadata);
    }

    private static String endpoint(SubmitJobRequest message) {
        if (message.getEndpoint().length() > ENDPOINT_CHARACTERS_MAX) {
            throw invalid("endpoint", "at most " + ENDPOINT_CHARACTERS_MAX + " characters", message.getEndpoint().length() + "");
        }
        requireNoNul("endpoint", message.getEndpoint());
        return message.getEndpoint();
    }

    private static void requireNoNul(String field, String text) {
        if (text.indexOf('\0') >= 0) {
            throw invalid(field, "text without NUL characters", Quote.of(text));
        }
    }

    private static ServiceException invalid(String field, String expected, String found) {
        return new ServiceException(ErrorCode.INVALID_FIELD,
                "The field " + field + " is expected to be " + expected + ", found " + found + ".");
    }
}
