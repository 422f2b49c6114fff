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
        captures.put(Names.model(request.getModel()), time("oldest", request.getOldest()), request.getId(),
                request.getLines().toByteArray());
        caller.onNext(StoreCapturesResponse.getDefaultInstance());
        caller.onCompleted();
    }

    @Override
    public void readCaptures(ReadCapturesRequest request, StreamObserver<ReadCapturesResponse> caller) {
        var range = new CaptureRange(Names.model(request.getModel()),
                request.hasFrom() ? time("from", request.getFrom()) : FIRST, request.hasTo() ? time("to", request.getTo()) : LAST,
                request.getLimit() > 0 ? request.getLimit() : Integer.MAX_VALUE);
        Outflow.start(caller, outflow -> captures.read(range, line -> outflow.send(
                ReadCapturesResponse.newBuilder().setLines(ByteString.copyFrom(line).concat(LINE_END)).build())));
    }

    private static Instant time(String field, Timestamp message) {
        try {
            Instant time = Instant.ofEpochSecond(message.getSeconds(), message.getNanos());
            if (!time.isBefore(FIRST) && !time.isAfter(LAST)) {
                return time;
            }
        } catch (DateTimeException | ArithmeticException endless) {
            // said below
        }
        throw new ServiceException(ErrorCode.INVALID_FIELD, "The field " + field + " is expected to be a time from " + FIRST + " to " + LAST
                + ", found " + message.getSeconds() + " seconds.");
    }
}
