package io.outrigger.chassis.errors;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A failure that has been given its {@link ErrorCode} where it was noticed, with a sentence for the caller.
 *
 * <p>The message names what was wrong, what was expected and what was found; it goes out as it is, so it never holds
 * secrets or class names. No stack trace is taken: most of these answer bad input.
 */
public final class ServiceException extends RuntimeException {

    private final ErrorCode code;
    private final Duration retryAfter;
    private final List<String> violatedPolicies;

    public ServiceException(ErrorCode code, String message) {
        this(code, message, null, List.of(), null);
    }

    public ServiceException(ErrorCode code, String message, Throwable cause) {
        this(code, message, null, List.of(), cause);
    }

    private ServiceException(ErrorCode code, String message, Duration retryAfter, List<String> violatedPolicies, Throwable cause) {
        super(message, cause, true, false);
        this.code = code;
        this.retryAfter = retryAfter;
        this.violatedPolicies = List.copyOf(violatedPolicies);
    }

    /** The same failure with a wait after which a retry makes sense: Retry-After on REST, RetryInfo on gRPC. */
    public ServiceException retryAfter(Duration wait) {
        return new ServiceException(code, getMessage(), wait, violatedPolicies, getCause());
    }

    /** The same failure with the names of the quota policies that the request would have exceeded. */
    public ServiceException violating(List<String> policies) {
        return new ServiceException(code, getMessage(), retryAfter, policies, getCause());
    }

    public ErrorCode code() {
        return code;
    }

    /** How long to wait before a retry; empty where nothing is known. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** Quota policies that the request would have exceeded; empty for other failures. */
    public List<String> violatedPolicies() {
        return violatedPolicies;
    }
}
