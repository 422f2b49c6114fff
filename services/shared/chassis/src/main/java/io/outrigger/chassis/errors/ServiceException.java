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
    private final Challenge challenge;
    private final List<String> violatedPolicies;

    public ServiceException(ErrorCode code, String message) {
        this(code, message, null, null, List.of(), null);
    }

    public ServiceException(ErrorCode code, String message, Throwable cause) {
        this(code, message, null, null, List.of(), cause);
    }

    private ServiceException(ErrorCode code, String message, Duration retryAfter, Challenge challenge, List<String> violatedPolicies,
            Throwable cause) {
        super(message, cause, true, false);
        this.code = code;
        this.retryAfter = retryAfter;
        this.challenge = challenge;
        this.violatedPolicies = List.copyOf(violatedPolicies);
    }

    /** The same failure with a wait after which a retry makes sense: Retry-After on REST, RetryInfo on gRPC. */
    public ServiceException retryAfter(Duration wait) {
        return new ServiceException(code, getMessage(), wait, challenge, violatedPolicies, getCause());
    }

    /** The same failure with what the caller is to show instead; it is said to callers and goes over no hop. */
    public ServiceException challenge(Challenge wanted) {
        return new ServiceException(code, getMessage(), retryAfter, wanted, violatedPolicies, getCause());
    }

    /** The same failure with the names of the quota policies that the request would have exceeded. */
    public ServiceException violating(List<String> policies) {
        return new ServiceException(code, getMessage(), retryAfter, challenge, policies, getCause());
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

    /** What would have been let in: always of a 401, as HTTP wants it, and of others where it is known. */
    public Optional<Challenge> challenge() {
        return challenge == null && code.httpStatus() == 401 ? Optional.of(Challenge.NO_TOKEN) : Optional.ofNullable(challenge);
    }
}
