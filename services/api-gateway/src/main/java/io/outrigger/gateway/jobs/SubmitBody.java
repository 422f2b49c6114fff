package io.outrigger.gateway.jobs;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.intake.body.FieldFailures;
import io.outrigger.openinference.json.JsonBody;
import io.outrigger.proto.jobs.v1.SubmitJobRequest;
import io.outrigger.proto.jobs.v1.SubmitJobRequest.InputCase;
import io.outrigger.proto.jobs.v1.Webhook;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import java.util.TreeSet;

/** The body of a submit, read once from front to end, in the platform's own shape or in OpenAI's; null is a field that is not there. */
final class SubmitBody {

    /** What rows are for, in either shape. */
    static final String ENDPOINT = "/v1/infer";

    private static final Set<String> COMMON = Set.of("model", "version", "input_file_id", "priority", "completion_window", "error_budget",
            "concurrency", "metadata", "output_expires_after", "webhook");
    private static final Set<String> OWN = Set.of("inputs", "input_uri");
    private static final Set<String> OPENAIS = Set.of("endpoint");

    private static final int NAME_CHARACTERS_MAX = 255;
    private static final int URI_CHARACTERS_MAX = 2_048;
    private static final int CONCURRENCY_MAX = 100_000;
    private static final long SECONDS_MAX = 999_999_999;
    private static final int METADATA_MAX = 16;
    private static final int METADATA_KEY_MAX = 64;
    private static final int METADATA_VALUE_MAX = 512;

    private final byte[] body;
    private final SubmitJobRequest.Builder request = SubmitJobRequest.newBuilder().setEndpoint(ENDPOINT);
    private boolean endpointNamed;

    private SubmitBody(byte[] body) {
        this.body = body;
    }

    /** {@code POST /v1/batch}. */
    static SubmitJobRequest.Builder ownShape(byte[] body) {
        SubmitBody submit = new SubmitBody(body);
        submit.read(OWN);
        if (submit.request.getInputCase() == InputCase.INPUT_NOT_SET) {
            throw FieldFailures.missing("inputs, input_file_id or input_uri", "exactly one of the three");
        }
        return submit.request;
    }

    /** {@code POST /v1/batches}. */
    static SubmitJobRequest.Builder openAisShape(byte[] body) {
        SubmitBody submit = new SubmitBody(body);
        submit.read(OPENAIS);
        if (submit.request.getInputCase() == InputCase.INPUT_NOT_SET) {
            throw FieldFailures.missing("input_file_id", "the id of an uploaded file");
        }
        if (!submit.endpointNamed) {
            throw FieldFailures.missing("endpoint", "'" + ENDPOINT + "'");
        }
        return submit.request;
    }

    private void read(Set<String> further) {
        Set<String> known = new TreeSet<>(COMMON);
        known.addAll(further);
        JsonBody.of(body).readObject(parser -> {
            BodyFields.each(parser, (name, value) -> {
                if (!known.contains(name)) {
                    throw FieldFailures.unknown("The request", name, known);
                }
                if (value.currentToken() != JsonToken.VALUE_NULL) {
                    field(name, value);
                }
            });
            return null;
        });
    }

    private void field(String name, JsonParser value) throws IOException {
        switch (name) {
            case "model" -> request.setModel(BodyFields.text(value, name, NAME_CHARACTERS_MAX));
            case "version" -> request.setVersion(value.currentToken() == JsonToken.VALUE_NUMBER_INT
                    ? Long.toString(BodyFields.whole(value, name, 1, Long.MAX_VALUE)) : BodyFields.text(value, name, NAME_CHARACTERS_MAX));
            case "inputs" -> only(name).setLines(InlineLines.read(value, body));
            case "input_file_id" -> only(name).setInputFileId(BodyFields.text(value, name, NAME_CHARACTERS_MAX));
            case "input_uri" -> only(name).setInputUri(bucketUri(BodyFields.text(value, name, URI_CHARACTERS_MAX)));
            case "endpoint" -> endpoint(BodyFields.text(value, name, NAME_CHARACTERS_MAX));
            case "priority" -> priority(BodyFields.text(value, name, NAME_CHARACTERS_MAX));
            case "completion_window" -> request.setCompletionWindow(value.currentToken() == JsonToken.VALUE_NUMBER_INT
                    ? WindowText.seconds(BodyFields.whole(value, name, 1, SECONDS_MAX))
                    : WindowText.parse(BodyFields.text(value, name, NAME_CHARACTERS_MAX), name));
            case "error_budget" -> request.setErrorBudget(BodyFields.percent(value, name));
            case "concurrency" -> request.setConcurrency((int) BodyFields.whole(value, name, 1, CONCURRENCY_MAX));
            case "metadata" -> BodyFields.object(value, name, this::metadata);
            case "output_expires_after" -> outputExpiresAfter(value);
            case "webhook" -> webhook(value);
            default -> throw new IllegalStateException("a known field that nobody reads: " + name);
        }
    }

    private SubmitJobRequest.Builder only(String field) {
        if (request.getInputCase() != InputCase.INPUT_NOT_SET) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, "The request has " + field
                    + " beside another input; exactly one of inputs, input_file_id and input_uri is expected.");
        }
        return request;
    }

    private static String bucketUri(String uri) {
        if (!uri.matches("s3://[^/?#]+/.+")) {
            throw new ServiceException(ErrorCode.INPUT_NOT_ALLOWED,
                    "The field input_uri must be an address such as 's3://bucket/key'; found " + Quote.of(uri) + ".");
        }
        return uri;
    }

    private void endpoint(String endpoint) {
        if (!endpoint.equals(ENDPOINT)) {
            throw new ServiceException(ErrorCode.INVALID_FIELD,
                    "The field endpoint must be '" + ENDPOINT + "'; found " + Quote.of(endpoint) + ".");
        }
        endpointNamed = true;
    }

    private void priority(String word) {
        request.setPriority(JobWords.priority(word).orElseThrow(() -> new ServiceException(ErrorCode.INVALID_FIELD,
                "The field priority must be 'low', 'normal' or 'high'; found " + Quote.of(word) + ".")));
    }

    private void metadata(String key, JsonParser value) throws IOException {
        if (key.isEmpty() || key.length() > METADATA_KEY_MAX || request.getMetadataCount() == METADATA_MAX) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, "The field metadata may have " + METADATA_MAX
                    + " entries whose names have 1 to "
                    + METADATA_KEY_MAX + " characters; found " + Quote.of(key) + " behind " + request.getMetadataCount() + " others.");
        }
        if (value.currentToken() != JsonToken.VALUE_STRING || value.getText().length() > METADATA_VALUE_MAX) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, "The field metadata." + Quote.bare(key) + " must be a string of at most "
                    + METADATA_VALUE_MAX + " characters.");
        }
        request.putMetadata(key, value.getText());
    }

    private void outputExpiresAfter(JsonParser parser) throws IOException {
        boolean[] anchored = {false};
        BodyFields.object(parser, "output_expires_after", (name, value) -> {
            switch (name) {
                case "anchor" -> {
                    checkAnchor(BodyFields.text(value, "output_expires_after.anchor", NAME_CHARACTERS_MAX), "output_expires_after.anchor");
                    anchored[0] = true;
                }
                case "seconds" -> request.setOutputExpiresAfter(
                        WindowText.seconds(BodyFields.whole(value, "output_expires_after.seconds", 1, SECONDS_MAX)));
                default -> throw FieldFailures.unknown("The field output_expires_after", name, "anchor and seconds");
            }
        });
        if (!request.hasOutputExpiresAfter() || !anchored[0]) {
            throw FieldFailures.missing("output_expires_after.anchor or output_expires_after.seconds", "both of them");
        }
    }

    private static void checkAnchor(String anchor, String field) {
        if (!anchor.equals(JobWords.ANCHOR)) {
            throw new ServiceException(ErrorCode.INVALID_FIELD,
                    "The field " + field + " must be '" + JobWords.ANCHOR + "'; found " + Quote.of(anchor) + ".");
        }
    }

    private void webhook(JsonParser parser) throws IOException {
        BodyFields.object(parser, "webhook", (name, value) -> {
            if (!name.equals("url")) {
                throw FieldFailures.unknown("The field webhook", name, "url");
            }
            String url = BodyFields.text(value, "webhook.url", URI_CHARACTERS_MAX);
            if (!isWebAddress(url)) {
                throw new ServiceException(ErrorCode.WEBHOOK_NOT_ALLOWED,
                        "The field webhook.url must be an https address with a host; found " + Quote.of(url) + ".");
            }
            request.setWebhook(Webhook.newBuilder().setUrl(url));
        });
        if (!request.hasWebhook()) {
            throw FieldFailures.missing("webhook.url", "an https address");
        }
    }

    /** Whether an address may be asked at all; which ones are called is the worker's to decide. */
    private static boolean isWebAddress(String url) {
        try {
            URI uri = URI.create(url);
            return uri.getHost() != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()));
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
    }
}
