package io.outrigger.chassis.errors;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.concurrent.CancellationException;

/**
 * Failures to and from gRPC: a status with {@code google.rpc.ErrorInfo} (our code) and {@code RetryInfo} (the wait).
 *
 * <p>Between hops ErrorInfo decides, not the status: overload and quota are both RESOURCE_EXHAUSTED.
 */
public final class GrpcErrors {

    /** ErrorInfo's domain; an ErrorInfo of another domain is somebody else's. */
    public static final String DOMAIN = "outrigger.io";

    private static final String RETRYABLE = "retryable";
    private static final String CORRELATION_ID = "correlation_id";
    private static final int HEADER_BYTES_MAX = 3_000;

    private GrpcErrors() {
    }

    /** The status that tells a gRPC caller of a failure. */
    public static StatusRuntimeException toStatus(ServiceException failure, String correlationId) {
        ErrorCode code = failure.code();
        String message = oneLine(failure.getMessage());
        var status = com.google.rpc.Status.newBuilder()
                .setCode(code.grpcCode().value())
                .setMessage(message)
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setReason(code.code())
                        .setDomain(DOMAIN)
                        .putMetadata(RETRYABLE, Boolean.toString(code.retryable()))
                        .putMetadata(CORRELATION_ID, correlationId)
                        .build()));
        failure.retryAfter().ifPresent(wait -> status.addDetails(Any.pack(RetryInfo.newBuilder()
                .setRetryDelay(com.google.protobuf.Duration.newBuilder().setSeconds(wait.toSeconds()).setNanos(wait.getNano()))
                .build())));
        return StatusProto.toStatusRuntimeException(status.build());
    }

    /** The failure behind anything that a call or a handler threw; what nobody gave a code is INTERNAL_ERROR. */
    public static ServiceException toFailure(Throwable thrown) {
        return switch (thrown) {
            case ServiceException failure -> failure;
            case StatusRuntimeException e -> ofStatus(e.getStatus(), e.getTrailers());
            case StatusException e -> ofStatus(e.getStatus(), e.getTrailers());
            case CancellationException e -> new ServiceException(ErrorCode.CALLER_CANCELLED, "The caller cancelled the request.", e);
            case null, default -> new ServiceException(
                    ErrorCode.INTERNAL_ERROR, "An unexpected error occurred; the log has it under this correlation id.", thrown);
        };
    }

    /** The failure that one of our own services answered; a foreign status is put under the code that comes nearest. */
    public static ServiceException ofStatus(Status status, Metadata trailers) {
        var details = StatusProto.fromStatusAndTrailers(status, trailers);
        ErrorCode code = null;
        Duration wait = null;
        for (Any detail : details.getDetailsList()) {
            try {
                if (detail.is(ErrorInfo.class)) {
                    ErrorInfo info = detail.unpack(ErrorInfo.class);
                    if (info.getDomain().equals(DOMAIN)) {
                        code = ErrorCode.ofCode(info.getReason()).orElse(null);
                    }
                } else if (detail.is(RetryInfo.class)) {
                    var delay = detail.unpack(RetryInfo.class).getRetryDelay();
                    wait = Duration.ofSeconds(delay.getSeconds(), delay.getNanos());
                }
            } catch (InvalidProtocolBufferException unreadable) {
                continue;
            }
        }
        String message = status.getDescription() == null ? status.getCode().name() : status.getDescription();
        var failure = new ServiceException(code == null ? nearest(status.getCode()) : code, message, status.getCause());
        return wait == null ? failure : failure.retryAfter(wait);
    }

    private static ErrorCode nearest(Status.Code code) {
        return switch (code) {
            case INVALID_ARGUMENT, OUT_OF_RANGE -> ErrorCode.MALFORMED_REQUEST;
            case UNAUTHENTICATED -> ErrorCode.UNAUTHENTICATED_CALLER;
            case PERMISSION_DENIED -> ErrorCode.FORBIDDEN;
            case NOT_FOUND -> ErrorCode.MODEL_NOT_FOUND;
            case ALREADY_EXISTS -> ErrorCode.CONFLICT;
            case FAILED_PRECONDITION -> ErrorCode.IN_USE;
            case ABORTED -> ErrorCode.STALE_REVISION;
            case RESOURCE_EXHAUSTED -> ErrorCode.OVERLOADED;
            case CANCELLED -> ErrorCode.CALLER_CANCELLED;
            case DEADLINE_EXCEEDED -> ErrorCode.DEADLINE_PASSED;
            case UNAVAILABLE -> ErrorCode.DEPENDENCY_UNAVAILABLE;
            case UNIMPLEMENTED -> ErrorCode.NOT_IMPLEMENTED;
            case OK, UNKNOWN, INTERNAL, DATA_LOSS -> ErrorCode.INTERNAL_ERROR;
        };
    }

    /**
     * A status text as one line that fits in its header, of which it is a part twice: clients take 8 KiB of headers, and each
     * byte that is not printable ASCII is three there.
     */
    private static String oneLine(String message) {
        String line = message.replaceAll("\\s*[\\r\\n]+\\s*", " ");
        int bytes = 0;
        for (int end = 0; end < line.length(); end = line.offsetByCodePoints(end, 1)) {
            int character = line.codePointAt(end);
            bytes += character >= ' ' && character < 0x7f && character != '%' ? 1 : 3 * utf8Bytes(character);
            if (bytes > HEADER_BYTES_MAX) {
                return line.substring(0, end) + "…";
            }
        }
        return line;
    }

    private static int utf8Bytes(int character) {
        return character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    }
}
