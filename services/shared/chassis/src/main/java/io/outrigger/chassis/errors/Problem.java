package io.outrigger.chassis.errors;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.outrigger.chassis.json.Json;
import java.util.List;

/**
 * A failure as REST callers see it: RFC 9457 problem details with our members beside the standard ones.
 *
 * <p>{@code message} repeats {@code detail} under the name that gRPC and the logs use; {@code error} repeats it for the stock
 * clients of the Open Inference Protocol, which read nothing else.
 *
 * @param correlationId the request's id, in every log line about it
 */
public record Problem(ServiceException failure, String correlationId) {

    public static final String MEDIA_TYPE = "application/problem+json";

    private static final String REGISTERED = "https://iana.org/assignments/http-problem-types#";

    private record Members(
            String type, String title, int status, String detail, String code, String message, String error, String correlationId,
            boolean retryable, @JsonProperty("violated-policies") List<String> violatedPolicies) {
    }

    /** The body of the answer, UTF-8. */
    public byte[] toJson() {
        ErrorCode code = failure.code();
        String message = failure.getMessage();
        List<String> policies = failure.violatedPolicies();
        return Json.bytes(new Members(type(code), code.title(), code.httpStatus(), message, code.code(), message, message, correlationId,
                code.retryable(), policies.isEmpty() ? null : policies));
    }

    /** The types that draft-ietf-httpapi-ratelimit-headers registers, and ours. */
    private static String type(ErrorCode code) {
        return switch (code) {
            case RATE_LIMITED -> REGISTERED + "quota-exceeded";
            case OVERLOADED -> REGISTERED + "temporary-reduced-capacity";
            default -> "urn:outrigger:error:" + code.code();
        };
    }
}
