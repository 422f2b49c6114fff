package io.outrigger.chassis.errors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A failure as REST callers see it: RFC 9457 problem details with our members beside the standard ones.
 *
 * <p>{@code message} repeats {@code detail} under the name that gRPC and the logs use; {@code error} repeats it for the stock
 * clients of the Open Inference Protocol, which read nothing else.
 *
 * @param correlationId the request's id, in every log line about it
 */
public record Problem(ErrorCode code, String message, String correlationId) {

    public static final String MEDIA_TYPE = "application/problem+json";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The body of the answer, UTF-8. */
    public byte[] toJson() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", "urn:outrigger:error:" + code.code());
        members.put("title", code.title());
        members.put("status", code.httpStatus());
        members.put("detail", message);
        members.put("code", code.code());
        members.put("message", message);
        members.put("error", message);
        members.put("correlation_id", correlationId);
        members.put("retryable", code.retryable());
        try {
            return JSON.writeValueAsBytes(members);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
