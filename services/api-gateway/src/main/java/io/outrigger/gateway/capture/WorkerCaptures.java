package io.outrigger.gateway.capture;

import com.google.protobuf.Timestamp;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.outrigger.proto.captures.v1.CaptureServiceGrpc;
import io.outrigger.proto.captures.v1.StoreCapturesRequest;
import java.time.Duration;

/** Hands batches to the batch-worker, which puts them into S3. */
final class WorkerCaptures implements CaptureStore {

    private static final Duration CALL_MAX = Duration.ofSeconds(10);

    private final Channel worker;

    WorkerCaptures(Channel worker) {
        this.worker = worker;
    }

    @Override
    public void store(CaptureBatch batch) throws Refused {
        try {
            CaptureServiceGrpc.newBlockingStub(worker).withDeadlineAfter(CALL_MAX).storeCaptures(StoreCapturesRequest.newBuilder()
                    .setModel(batch.model())
                    .setId(batch.id())
                    .setOldest(Timestamp.newBuilder().setSeconds(batch.oldest().getEpochSecond()).setNanos(batch.oldest().getNano()))
                    .setLines(UnsafeByteOperations.unsafeWrap(batch.lines()))
                    .build());
        } catch (StatusRuntimeException failed) {
            if (failed.getStatus().getCode() == Status.Code.INVALID_ARGUMENT) {
                throw new Refused(failed);
            }
            throw failed;
        }
    }
}
