package io.outrigger.relay.hop;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.GrpcErrors;
import io.outrigger.chassis.errors.ServiceException;
import java.time.Duration;

/**
 * Failures of calls between our own services: what the next hop answered is passed on as it is, what became of the call itself
 * is put into our words.
 */
public final class HopFailures {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private HopFailures() {
    }

    /**
     * The failure as the caller sees it.
     *
     * @param hop the next hop's name, for the sentence
     * @param cancelled whether the caller has gone
     */
    public static ServiceException explain(CallFailure failure, String hop, boolean cancelled) {
        if (failure.answeredByServer()) {
            return GrpcErrors.ofStatus(failure.status(), failure.trailers());
        }
        return switch (failure.status().getCode()) {
            case DEADLINE_EXCEEDED -> new ServiceException(
                    ErrorCode.DEADLINE_PASSED, "The time for this request was over before the " + hop + " had answered.");
            case CANCELLED -> cancelled
                    ? new ServiceException(ErrorCode.CALLER_CANCELLED, "The caller cancelled the request.")
                    : broken(failure, hop);
            case UNAVAILABLE -> broken(failure, hop);
            case RESOURCE_EXHAUSTED, INVALID_ARGUMENT, OUT_OF_RANGE, ALREADY_EXISTS, FAILED_PRECONDITION, NOT_FOUND, UNIMPLEMENTED,
                    UNKNOWN, INTERNAL, ABORTED, DATA_LOSS, PERMISSION_DENIED, UNAUTHENTICATED, OK ->
                    new ServiceException(ErrorCode.BACKEND_FAILED, "The call of the " + hop + " failed: " + failure.words());
        };
    }

    private static ServiceException broken(CallFailure failure, String hop) {
        ServiceException broken = failure.workMayHaveBegun()
                ? new ServiceException(ErrorCode.BACKEND_LOST, "The connection to the " + hop + " was lost during the request.")
                : new ServiceException(ErrorCode.DEPENDENCY_UNAVAILABLE, "The " + hop + " cannot be reached; no work was begun.");
        return broken.retryAfter(RETRY_AFTER);
    }
}
