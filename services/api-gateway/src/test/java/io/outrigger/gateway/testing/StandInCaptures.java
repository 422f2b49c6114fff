package io.outrigger.gateway.testing;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.outrigger.proto.captures.v1.CaptureServiceGrpc;
import io.outrigger.proto.captures.v1.ReadCapturesRequest;
import io.outrigger.proto.captures.v1.ReadCapturesResponse;
import io.outrigger.proto.captures.v1.StoreCapturesRequest;
import io.outrigger.proto.captures.v1.StoreCapturesResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps captures in memory, unless it is told to be away. */
public final class StandInCaptures extends CaptureServiceGrpc.CaptureServiceImplBase {

    private final List<StoreCapturesRequest> stored = new CopyOnWriteArrayList<>();
    private volatile boolean away;
    private volatile ReadCapturesRequest lastRead;

    @Override
    public void storeCaptures(StoreCapturesRequest request, StreamObserver<StoreCapturesResponse> caller) {
        if (away) {
            caller.onError(Status.UNAVAILABLE.asRuntimeException());
            return;
        }
        stored.add(request);
        caller.onNext(StoreCapturesResponse.getDefaultInstance());
        caller.onCompleted();
    }

    @Override
    public void readCaptures(ReadCapturesRequest request, StreamObserver<ReadCapturesResponse> caller) {
        lastRead = request;
        stored.stream().filter(batch -> batch.getModel().equals(request.getModel()))
                .forEach(batch -> caller.onNext(ReadCapturesResponse.newBuilder().setLines(batch.getLines()).build()));
        caller.onCompleted();
    }

    public void away(boolean isAway) {
        away = isAway;
    }

    /** Every line of the model, in the order in which they came. */
    public List<String> lines(String model) {
        return stored.stream().filter(batch -> batch.getModel().equals(model))
                .flatMap(batch -> batch.getLines().toStringUtf8().lines()).toList();
    }

    /** What was asked when captures were last read. */
    public ReadCapturesRequest lastRead() {
        return lastRead;
    }
}
