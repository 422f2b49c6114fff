package io.outrigger.chassis.errors;

import static io.grpc.Status.Code.ABORTED;
import static io.grpc.Status.Code.ALREADY_EXISTS;
import static io.grpc.Status.Code.CANCELLED;
import static io.grpc.Status.Code.DEADLINE_EXCEEDED;
import static io.grpc.Status.Code.FAILED_PRECONDITION;
import static io.grpc.Status.Code.INTERNAL;
import static io.grpc.Status.Code.INVALID_ARGUMENT;
import static io.grpc.Status.Code.NOT_FOUND;
import static io.grpc.Status.Code.OUT_OF_RANGE;
import static io.grpc.Status.Code.PERMISSION_DENIED;
import static io.grpc.Status.Code.RESOURCE_EXHAUSTED;
import static io.grpc.Status.Code.UNAUTHENTICATED;
import static io.grpc.Status.Code.UNAVAILABLE;
import static io.grpc.Status.Code.UNIMPLEMENTED;

import io.grpc.Status;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Every way a request can fail, with its HTTP status, its gRPC status and whether the same request may succeed later.
 *
 * <p>The name in lower case is the machine-readable code that callers see. gRPC UNAVAILABLE says "no work was begun" and is
 * what the mesh retries, so only codes for which that holds map to it.
 */
public enum ErrorCode {
    MALFORMED_REQUEST(400, INVALID_ARGUMENT, false, "The request cannot be read"),
    INVALID_JSON(400, INVALID_ARGUMENT, false, "The body is not the JSON that is expected"),
    MISSING_FIELD(400, INVALID_ARGUMENT, false, "A required field is missing"),
    INVALID_FIELD(400, INVALID_ARGUMENT, false, "A field has a value that is not allowed"),
    INVALID_HEADER(400, INVALID_ARGUMENT, false, "A header has a value that is not allowed"),
    INVALID_MODEL_NAME(400, INVALID_ARGUMENT, false, "That is not a model name"),
    INVALID_VERSION(400, INVALID_ARGUMENT, false, "That is neither a version nor an alias"),
    UNEXPECTED_TENSOR(400, INVALID_ARGUMENT, false, "The model has no tensor of that name"),
    MISSING_TENSOR(400, INVALID_ARGUMENT, false, "A tensor that the model needs is missing"),
    DUPLICATE_TENSOR(400, INVALID_ARGUMENT, false, "A tensor is there twice"),
    DATATYPE_MISMATCH(400, INVALID_ARGUMENT, false, "A tensor has another datatype than the model's"),
    SHAPE_MISMATCH(400, INVALID_ARGUMENT, false, "A tensor has another shape than the model's"),
    DATA_SIZE_MISMATCH(400, INVALID_ARGUMENT, false, "A tensor's data does not fill its shape"),
    VALUE_OUT_OF_RANGE(400, INVALID_ARGUMENT, false, "A value does not fit its datatype"),
    BATCH_TOO_LARGE(400, INVALID_ARGUMENT, false, "More rows than the model takes at once"),
    INVALID_BASE64(400, INVALID_ARGUMENT, false, "The field is not base64"),
    INVALID_IMAGE(400, INVALID_ARGUMENT, false, "The picture cannot be decoded"),
    IMAGE_TOO_LARGE(413, INVALID_ARGUMENT, false, "The picture is larger than allowed"),
    IMAGE_NOT_SUPPORTED(400, FAILED_PRECONDITION, false, "The model takes no pictures"),
    MODEL_REJECTED_INPUT(400, INVALID_ARGUMENT, false, "The model server refused the input"),
    /** Of a row: the rows of a job name one model. */
    MODEL_MISMATCH(400, INVALID_ARGUMENT, false, "The row names another model than its job"),
    DUPLICATE_CUSTOM_ID(400, INVALID_ARGUMENT, false, "An earlier row has the same custom_id"),
    NO_ROWS(400, INVALID_ARGUMENT, false, "A job needs at least one row"),
    INPUT_NOT_ALLOWED(400, INVALID_ARGUMENT, false, "Rows may not be read from there"),
    WEBHOOK_NOT_ALLOWED(400, INVALID_ARGUMENT, false, "Nobody may be told at that address"),
    MODEL_LOAD_FAILED(400, FAILED_PRECONDITION, false, "The model cannot be loaded as it lies in the repository"),
    UNAUTHENTICATED_CALLER(401, UNAUTHENTICATED, false, "A valid token is required"),
    TOKEN_EXPIRED(401, UNAUTHENTICATED, false, "The token has expired"),
    FORBIDDEN(403, PERMISSION_DENIED, false, "The token does not allow this"),
    ROUTE_NOT_FOUND(404, UNIMPLEMENTED, false, "There is nothing at this address"),
    MODEL_NOT_FOUND(404, NOT_FOUND, false, "There is no such model"),
    VERSION_NOT_FOUND(404, NOT_FOUND, false, "The model has no such version"),
    ALIAS_NOT_FOUND(404, NOT_FOUND, false, "The model has no such alias"),
    FLEET_NOT_FOUND(404, NOT_FOUND, false, "There is no such fleet"),
    JOB_NOT_FOUND(404, NOT_FOUND, false, "There is no such job"),
    FILE_NOT_FOUND(404, NOT_FOUND, false, "There is no such file"),
    KEY_NOT_FOUND(404, NOT_FOUND, false, "There is no such key"),
    LIMIT_NOT_FOUND(404, NOT_FOUND, false, "There is no such limit"),
    METHOD_NOT_ALLOWED(405, UNIMPLEMENTED, false, "The address does not take this method"),
    REQUEST_TIMEOUT(408, INVALID_ARGUMENT, true, "The request did not arrive in time"),
    CONFLICT(409, ALREADY_EXISTS, false, "Something different exists under this name"),
    IN_USE(409, FAILED_PRECONDITION, false, "Still in use"),
    /** The platform's state and nobody's request: no 5xx and no UNAVAILABLE, or a mesh would retry it and eject who says it. */
    ARTIFACT_MISMATCH(409, FAILED_PRECONDITION, false, "The model server has another artifact than the registered one"),
    JOB_NOT_ENDED(409, FAILED_PRECONDITION, false, "The job has not ended"),
    /** Of rows that were not run, as the next two. */
    BATCH_CANCELLED(409, ABORTED, true, "The job was cancelled before this row was run"),
    BATCH_EXPIRED(409, ABORTED, true, "The job's window was over before this row was run"),
    ERROR_BUDGET_EXCEEDED(409, ABORTED, true, "So many rows of the job failed that this one was not run"),
    LENGTH_REQUIRED(411, INVALID_ARGUMENT, false, "The length of the body must be given"),
    STALE_REVISION(412, ABORTED, false, "It was changed by somebody else meanwhile"),
    PAYLOAD_TOO_LARGE(413, RESOURCE_EXHAUSTED, false, "The request is larger than allowed"),
    LINE_TOO_LONG(413, INVALID_ARGUMENT, false, "The line is longer than a row may be"),
    URI_TOO_LONG(414, INVALID_ARGUMENT, false, "The address is longer than allowed"),
    UNSUPPORTED_MEDIA_TYPE(415, INVALID_ARGUMENT, false, "The content type is not supported"),
    RANGE_NOT_SATISFIABLE(416, OUT_OF_RANGE, false, "There is nothing in that range"),
    IDEMPOTENCY_KEY_REUSED(422, ALREADY_EXISTS, false, "The key was used for another request"),
    PRECONDITION_REQUIRED(428, FAILED_PRECONDITION, false, "An If-Match header is required"),
    RATE_LIMITED(429, RESOURCE_EXHAUSTED, true, "The caller's quota is used up"),
    HEADER_TOO_LARGE(431, RESOURCE_EXHAUSTED, false, "The headers are larger than allowed"),
    CALLER_CANCELLED(499, CANCELLED, false, "The caller went away"),
    INTERNAL_ERROR(500, INTERNAL, false, "Something went wrong here"),
    NOT_IMPLEMENTED(501, UNIMPLEMENTED, false, "This is not supported"),
    BACKEND_FAILED(502, INTERNAL, false, "The model server failed on this request"),
    CHUNK_POISONED(502, INTERNAL, false, "Whoever ran the rows around this one did not come back"),
    OVERLOADED(503, RESOURCE_EXHAUSTED, true, "More work than fits at the moment"),
    BACKEND_UNAVAILABLE(503, UNAVAILABLE, true, "The model server cannot be reached"),
    /** The connection broke after the request was sent: work may have begun, so the mesh must not retry by itself. */
    BACKEND_LOST(503, ABORTED, true, "The model server went away during the request"),
    MODEL_NOT_READY(503, UNAVAILABLE, true, "The model is not loaded at the moment"),
    DEPENDENCY_UNAVAILABLE(503, UNAVAILABLE, true, "A service that is needed cannot be reached"),
    QUEUE_FULL(503, UNAVAILABLE, true, "More requests wait for the model than may"),
    QUEUE_TIMEOUT(503, UNAVAILABLE, true, "The request waited longer than it may"),
    SHUTTING_DOWN(503, UNAVAILABLE, true, "The service is shutting down"),
    DEADLINE_PASSED(504, DEADLINE_EXCEEDED, true, "The time for this request is over"),
    HTTP_VERSION_NOT_SUPPORTED(505, INVALID_ARGUMENT, false, "That version of HTTP is not spoken here");

    private static final Map<String, ErrorCode> BY_CODE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(ErrorCode::code, Function.identity()));

    private final int httpStatus;
    private final Status.Code grpcCode;
    private final boolean retryable;
    private final String title;

    ErrorCode(int httpStatus, Status.Code grpcCode, boolean retryable, String title) {
        this.httpStatus = httpStatus;
        this.grpcCode = grpcCode;
        this.retryable = retryable;
        this.title = title;
    }

    /** The code as callers see it, such as {@code shape_mismatch}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public int httpStatus() {
        return httpStatus;
    }

    public Status.Code grpcCode() {
        return grpcCode;
    }

    /** Whether the same request may succeed when it is sent again later. */
    public boolean retryable() {
        return retryable;
    }

    /** The same few words for every failure of this kind. */
    public String title() {
        return title;
    }

    /** Whether the fault is the platform's and worth a line in its log. */
    public boolean isServerFault() {
        return httpStatus >= 500 && this != HTTP_VERSION_NOT_SUPPORTED && this != NOT_IMPLEMENTED;
    }

    /** The constant behind a code from the wire. */
    public static Optional<ErrorCode> ofCode(String code) {
        return Optional.ofNullable(BY_CODE.get(code));
    }
}
