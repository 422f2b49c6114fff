package io.outrigger.batchworker.api;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.grpc.stub.StreamObserver;
import io.outrigger.batchworker.captures.CaptureObjects;
import io.outrigger.batchworker.captures.CaptureRange;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.proto.captures.v1.CaptureServiceGrpc;
import io.outrigger.proto.captures.v1.ReadCapturesRequest;
import io.outrigger.proto.captures.v1.ReadCapturesResponse;
import io.outrigger.proto.captures.v1.StoreCapturesRequest;
import io.outrigger.proto.captures.v1.StoreCapturesResponse;
import io.outrigger.registry.Names;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Pattern;

/** The gRPC service of captures. Who may read is decided by the gateway, which no other caller gets past. */
public final class CapturesGrpc extends CaptureServiceGrpc.CaptureServiceImplBase {

    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
    private static final ByteString LINE_END = ByteString.copyFromUtf8("\n");
    /** The times that names of objects can say. */
    private static final Instant FIRST = Instant.parse("1970-01-02T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-01-01T00:00:00Z");

    private final CaptureObjects captures;

    public CapturesGrpc(CaptureObjects captures) {
        this.captures = captures;
    }

    @Override
    public void storeCaptures(StoreCapturesRequest request, StreamObserver<StoreCapturesResponse> caller) {
        if (!ID.matcher(request.getId()).matches()) {
            throw new ServiceException(ErrorCode.INVALID_FIELD,
                    "The field id is expected to be 32 hexadecimal digits, found " + Quote.of(request.getId()) + ".");
        }
        Instant oldest = time(request.getOldest());
        if (!oldest.equals(within(oldest))) {
            throw new ServiceException(ErrorCode.INVALID_FIELD,
                    "The field oldest is expected to be a time from " + FIRST + " to " + LAST + ", found " + oldest + ".");
        }
        captures.put(Names.model(request.getModel()), oldest, request.getId(), request.getLines().toByteArray());
        caller.onNext(StoreCapturesResponse.getDefaultInstance());
        caller.onCompleted();
    }

    @Override
    public void readCaptures(ReadCapturesRequest request, StreamObserver<ReadCapturesResponse> caller) {
        var range = new CaptureRange(Names.model(request.getModel()),
                bound(request.hasFrom(), request.getFrom(), FIRST), bound(request.hasTo(), request.getTo(), LAST),
                request.getLimit() > 0 ? request.getLimit() : Integer.MAX_VALUE);
        Outflow.start(caller, outflow -> captures.read(range, line -> outflow.send(
                ReadCapturesResponse.newBuilder().setLines(ByteString.copyFrom(line).concat(LINE_END)).build())));
    }

    /** A bound of times to read: what lies before or behind all names is as good as the first or the last of them. */
    private static Instant bound(boolean given, Timestamp message, Instant otherwise) {
        return given ? within(time(message)) : otherwise;
    }

    private static Instant within(Instant time) {
        return time.isBefore(FIRST) ? FIRST : time.isAfter(LAST) ? LAST : time;
    }

    private static Instant time(Timestamp message) {
        try {
            return Instant.ofEpochSecond(message.getSeconds(), message.getNanos());
        } catch (DateTimeException | ArithmeticException endless) {
            return message.getSeconds() < 0 ? Instant.MIN : Instant.MAX;
        }
    }
}
