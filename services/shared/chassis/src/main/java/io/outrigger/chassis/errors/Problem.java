package io.outrigger.chassis.errors;

import io.outrigger.chassis.json.Json;

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

    private record Members(
            String type, String title, int status, String detail, String code, String message, String error, String correlationId,
            boolean retryable) {
    }

    /** The body of the answer, UTF-8. */
    public byte[] toJson() {
        return Json.bytes(new Members("urn:outrigger:error:" + code.code(), code.title(), code.httpStatus(), message, code.code(), message,
                message, correlationId, code.retryable()));
    }
}
