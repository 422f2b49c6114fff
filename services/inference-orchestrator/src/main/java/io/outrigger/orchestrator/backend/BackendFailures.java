package io.outrigger.orchestrator.backend;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.GrpcErrors;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.relay.hop.CallFailure;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Gives a fleet's failure the code that tells the mesh and the caller whether a retry makes sense.
 *
 * <p>The question behind every line is "may work have begun?". Where the server spoke, its status decides, and its words where
 * the status is ambiguous: Triton says UNAVAILABLE of a full queue, Envoy says it of a connection that broke in mid-request and
 * of its own timeouts. Where gRPC made the status up on this side, it is whether the request had been sent.
 */
public final class BackendFailures {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final int WORDS_MAX = 300;

    private static final Pattern TOO_LARGE = words("exceeds maximum size|larger than max");
    private static final Pattern QUEUE = words("exceeds maximum queue size|request timeout expired|max queue");
    private static final Pattern NOT_LOADED =
            words("no available versions|unknown model|is not available|not loaded|unloaded|not ready|is not found");
    private static final Pattern BROKE_IN_MID_REQUEST = words("connection termination|remote reset|local reset|protocol error");
    private static final Pattern MESH_TIMEOUT = words("upstream request timeout|response timeout");
    private static final Pattern REQUEST_ID = Pattern.compile("^\\[request id: [^\\]]*\\] ");

    private BackendFailures() {
    }

    /**
     * The failure as the caller sees it.
     *
     * @param cancelled whether the caller has gone
     * @param known whether the model exists, so that "not found" means "not loaded"
     */
    public static ServiceException explain(CallFailure failure, Destination destination, boolean cancelled, boolean known) {
        if (cancelled && failure.status().getCode() == io.grpc.Status.Code.CANCELLED) {
            return new ServiceException(ErrorCode.CALLER_CANCELLED, "The caller cancelled the request.");
        }
        return failure.answeredByServer() ? said(failure, destination, known) : madeUp(failure, destination);
    }

    /** The server, or a proxy before it, answered with this status. */
    private static ServiceException said(CallFailure failure, Destination destination, boolean known) {
        String text = failure.words();
        if (GrpcErrors.ofStatus(failure.status(), failure.trailers()).code() == ErrorCode.ARTIFACT_MISMATCH) {
            // Whole, since both digests are in it: only our own model server says this.
            return new ServiceException(ErrorCode.ARTIFACT_MISMATCH, text + " (" + destination.words() + ").");
        }
        return switch (failure.status().getCode()) {
            case INVALID_ARGUMENT, OUT_OF_RANGE, ALREADY_EXISTS, FAILED_PRECONDITION -> destination.model().isEmpty()
                    || !is(NOT_LOADED, text)
                    ? of(ErrorCode.MODEL_REJECTED_INPUT, "The model server refused the request", destination, text)
                    : notLoaded(destination, known, text);
            case NOT_FOUND -> notLoaded(destination, known, text);
            case UNAVAILABLE -> unavailable(failure, destination, text);
            case RESOURCE_EXHAUSTED -> is(TOO_LARGE, text)
                    ? of(ErrorCode.PAYLOAD_TOO_LARGE, "The request is larger than the model server takes", destination, text)
                    : overloaded(failure, destination, text);
            case DEADLINE_EXCEEDED -> deadlinePassed(destination);
            case UNIMPLEMENTED -> of(ErrorCode.NOT_IMPLEMENTED, "The model server does not support this", destination, text);
            case CANCELLED, UNKNOWN, INTERNAL, ABORTED, DATA_LOSS, PERMISSION_DENIED, UNAUTHENTICATED, OK ->
                    of(ErrorCode.BACKEND_FAILED, "The model server failed on this request", destination, text);
        };
    }

    private static ServiceException unavailable(CallFailure failure, Destination destination, String text) {
        if (is(QUEUE, text)) {
            return overloaded(failure, destination, text);
        }
        if (is(MESH_TIMEOUT, text)) {
            return deadlinePassed(destination);
        }
        if (is(BROKE_IN_MID_REQUEST, text)) {
            return lost(destination, text);
        }
        boolean saysNotReady = GrpcErrors.ofStatus(failure.status(), failure.trailers()).code() == ErrorCode.MODEL_NOT_READY;
        return saysNotReady || is(NOT_LOADED, text)
                ? of(ErrorCode.MODEL_NOT_READY, "The model is not loaded at the moment", destination, text).retryAfter(RETRY_AFTER)
                : unreachable(destination, text);
    }

    /** gRPC gave the call up on this side. */
    private static ServiceException madeUp(CallFailure failure, Destination destination) {
        String text = failure.words();
        return switch (failure.status().getCode()) {
            case UNAVAILABLE, CANCELLED -> failure.workMayHaveBegun() ? lost(destination, "") : unreachable(destination, "");
            case DEADLINE_EXCEEDED -> deadlinePassed(destination);
            case RESOURCE_EXHAUSTED -> is(TOO_LARGE, text)
                    ? of(ErrorCode.BACKEND_FAILED, "The model server's answer is larger than this platform passes on", destination, text)
                    : overloaded(failure, destination, text);
            case INVALID_ARGUMENT, OUT_OF_RANGE, ALREADY_EXISTS, FAILED_PRECONDITION, NOT_FOUND, UNIMPLEMENTED, UNKNOWN, INTERNAL,
                    ABORTED, DATA_LOSS, PERMISSION_DENIED, UNAUTHENTICATED, OK ->
                    of(ErrorCode.BACKEND_FAILED, "The call of the model server failed", destination, text);
        };
    }

    private static ServiceException notLoaded(Destination destination, boolean known, String text) {
        return known
                ? of(ErrorCode.MODEL_NOT_READY, "The model is not loaded at the moment", destination, text).retryAfter(RETRY_AFTER)
                : of(ErrorCode.MODEL_NOT_FOUND, "There is no such model", destination, text);
    }

    private static ServiceException unreachable(Destination destination, String text) {
        return of(ErrorCode.BACKEND_UNAVAILABLE, "The model server cannot be reached; no work was begun", destination, text)
                .retryAfter(RETRY_AFTER);
    }

    private static ServiceException lost(Destination destination, String text) {
        return of(ErrorCode.BACKEND_LOST, "The connection to the model server was lost during the request", destination, text)
                .retryAfter(RETRY_AFTER);
    }

    private static ServiceException overloaded(CallFailure failure, Destination destination, String text) {
        Duration wait = GrpcErrors.ofStatus(failure.status(), failure.trailers()).retryAfter().orElse(RETRY_AFTER);
        return of(ErrorCode.OVERLOADED, "The model server has more work than it takes", destination, text).retryAfter(wait);
    }

    private static ServiceException deadlinePassed(Destination destination) {
        return of(ErrorCode.DEADLINE_PASSED, "The time for this request was over before the model server had answered", destination, "");
    }

    private static ServiceException of(ErrorCode code, String what, Destination destination, String serversWords) {
        return of(code, what, destination, serversWords, WORDS_MAX);
    }

    /** @param wordsMax how much of the server's words is shown, in characters */
    static ServiceException of(ErrorCode code, String what, Destination destination, String serversWords, int wordsMax) {
        String shown = shortened(serversWords, wordsMax);
        return new ServiceException(code, what + " (" + destination.words() + ")" + (shown.isEmpty() ? "." : ": " + shown));
    }

    private static String shortened(String words, int max) {
        String line = REQUEST_ID.matcher(words).replaceFirst("").replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= max ? line : line.substring(0, max) + "…";
    }

    private static Pattern words(String alternatives) {
        return Pattern.compile(alternatives, Pattern.CASE_INSENSITIVE);
    }

    private static boolean is(Pattern words, String text) {
        return words.matcher(text).find();
    }
}
