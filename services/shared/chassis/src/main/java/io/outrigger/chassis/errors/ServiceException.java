package io.outrigger.chassis.errors;

import java.time.Duration;
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

    public ServiceException(ErrorCode code, String message) {
        this(code, message, null, null, null);
    }

    public ServiceException(ErrorCode code, String message, Throwable cause) {
        this(code, message, null, null, cause);
    }

    private ServiceException(ErrorCode code, String message, Duration retryAfter, Challenge challenge, Throwable cause) {
        super(message, cause, true, false);
        this.code = code;
        this.retryAfter = retryAfter;
        this.challenge = challenge;
    }

    /** The same failure with a wait after which a retry makes sense: Retry-After on REST, RetryInfo on gRPC. */
    public ServiceException retryAfter(Duration wait) {
        return new ServiceException(code, getMessage(), wait, challenge, getCause());
    }

    /** The same failure with what the caller is to show instead; it is said to callers and goes over no hop. */
    public ServiceException challenge(Challenge wanted) {
        return new ServiceException(code, getMessage(), retryAfter, wanted, getCause());
    }

    public ErrorCode code() {
        return code;
    }

    /** How long to wait before a retry; empty where nothing is known. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** What would have been let in: always of a 401, as HTTP wants it, and of others where it is known. */
    public Optional<Challenge> challenge() {
        return challenge == null && code.httpStatus() == 401 ? Optional.of(Challenge.NO_TOKEN) : Optional.ofNullable(challenge);
    }
}
