package io.outrigger.gateway.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.grpc.stub.StreamObserver;
import io.outrigger.proto.jobs.v1.File;
import io.outrigger.proto.jobs.v1.UploadFileRequest;
import io.outrigger.proto.jobs.v1.UploadFileResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A file on its way in: counted and digested, and kept where it is small. */
final class StandInUpload implements StreamObserver<UploadFileRequest> {

    private static final int KEPT_BYTES_MAX = 1 << 20;

    private final StandInWorker worker;
    private final String tenant;
    private final StreamObserver<UploadFileResponse> caller;
    private final MessageDigest digest;
    private UploadFileRequest.Head head = UploadFileRequest.Head.getDefaultInstance();
    private ByteString kept = ByteString.EMPTY;
    private long bytes;

    StandInUpload(StandInWorker worker, String tenant, StreamObserver<UploadFileResponse> caller) {
        this.worker = worker;
        this.tenant = tenant;
        this.caller = caller;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    @Override
    public void onNext(UploadFileRequest request) {
        if (request.hasHead()) {
            head = request.getHead();
            return;
        }
        digest.update(request.getData().asReadOnlyByteBuffer());
        bytes += request.getData().size();
        if (bytes <= KEPT_BYTES_MAX) {
            kept = kept.concat(request.getData());
        }
    }

    @Override
    public void onError(Throwable thrown) {
        worker.left();
    }

    @Override
    public void onCompleted() {
        File.Builder file = File.newBuilder().setId(StandInWorker.id("file-")).setBytes(bytes).setFilename(head.getFilename())
                .setPurpose(head.getPurpose()).setCreatedAt(StandInJobService.createdAt())
                .setSha256(HexFormat.of().formatHex(digest.digest()));
        if (head.hasExpiresAfter()) {
            file.setExpiresAt(Timestamp.newBuilder().setSeconds(file.getCreatedAt().getSeconds() + head.getExpiresAfter().getSeconds()));
        }
        worker.keep(file.getId(), kept);
        caller.onNext(UploadFileResponse.newBuilder().setFile(worker.put(tenant, file.build())).build());
        caller.onCompleted();
    }
}
