package io.outrigger.orchestrator.backend;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.GrpcErrors;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.relay.hop.CallFailure;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What became of a load or unload that failed: where the server refused, the model as it lies there is the caller's to mend, so it
 * is a 4xx with the server's reason, whatever status the server chose (Triton says INTERNAL, and UNAVAILABLE where loading is
 * switched off).
 */
public final class LoadFailures {

    private static final Pattern SWITCHED_OFF = Pattern.compile("explicit model load", Pattern.CASE_INSENSITIVE);
    /** What a status without a code of ours is taken for; of a load it says nothing. */
    private static final Set<ErrorCode> GUESSED =
            Set.of(ErrorCode.MALFORMED_REQUEST, ErrorCode.IN_USE, ErrorCode.CONFLICT, ErrorCode.STALE_REVISION);

    /** Whole sentences: the reason is what has to be mended. */
    private static final int REASON_CHARACTERS_MAX = 1_000;

    private LoadFailures() {
    }

    /** The failure as the caller sees it. */
    public static ServiceException explain(CallFailure failure, Destination destination, boolean cancelled) {
        if (!failure.answeredByServer()) {
            return BackendFailures.explain(failure, destination, cancelled, true);
        }
        return switch (failure.status().getCode()) {
            case NOT_FOUND -> refused(ErrorCode.MODEL_NOT_FOUND, destination, failure);
            case PERMISSION_DENIED, UNAUTHENTICATED -> refused(ErrorCode.FORBIDDEN, destination, failure);
            case INVALID_ARGUMENT, OUT_OF_RANGE, ALREADY_EXISTS, FAILED_PRECONDITION, INTERNAL, UNKNOWN, ABORTED, DATA_LOSS ->
                    refused(code(failure), destination, failure);
            case UNAVAILABLE -> SWITCHED_OFF.matcher(failure.words()).find()
                    ? refused(ErrorCode.FORBIDDEN, destination, failure)
                    : BackendFailures.explain(failure, destination, cancelled, true);
            case RESOURCE_EXHAUSTED, DEADLINE_EXCEEDED, UNIMPLEMENTED, CANCELLED, OK ->
                    BackendFailures.explain(failure, destination, cancelled, true);
        };
    }

    private static ErrorCode code(CallFailure failure) {
        ErrorCode said = GrpcErrors.ofStatus(failure.status(), failure.trailers()).code();
        boolean callersMistake = said.httpStatus() < 500 && !GUESSED.contains(said);
        return callersMistake ? said : ErrorCode.MODEL_LOAD_FAILED;
    }

    private static ServiceException refused(ErrorCode code, Destination destination, CallFailure failure) {
        return BackendFailures.of(code, "The model server refused this", destination, failure.words(), REASON_CHARACTERS_MAX);
    }
}
