package io.outrigger.batchworker.api;

import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import io.outrigger.batchworker.objects.ObjectStore;
import io.outrigger.batchworker.objects.ObjectUpload;
import io.outrigger.batchworker.objects.StoredObject;
import io.outrigger.batchworker.store.FileStore;
import io.outrigger.batchworker.store.JobDatabase;
import io.outrigger.batchworker.store.StoredFile;
import io.outrigger.batchworker.store.StoredId;
import io.outrigger.batchworker.work.ObjectKeys;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.proto.jobs.v1.UploadFileRequest;
import io.outrigger.proto.jobs.v1.UploadFileResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * An upload as it arrives: each piece is on its way to S3 before the next one is taken, so the sender goes as fast as the store. The file
 * is there when its last byte is; of one that breaks off nothing stays.
 */
final class ArrivingFile implements StreamObserver<UploadFileRequest> {

    private static final String PURPOSE = "batch";
    private static final int FILENAME_CHARACTERS_MAX = 512;

    private final String tenant;
    private final JobDatabase database;
    private final FileStore files;
    private final ObjectStore objects;
    private final InstantSource clock;
    private final long bytesMax;
    private final StreamObserver<UploadFileResponse> caller;
    private final Instant begun;
    private final String id;
    private UploadFileRequest.Head head;
    private Optional<Duration> kept = Optional.empty();
    private ObjectUpload upload;
    private long bytes;
    private boolean failed;

    ArrivingFile(String tenant, JobDatabase database, FileStore files, ObjectStore objects, InstantSource clock, long bytesMax,
            StreamObserver<UploadFileResponse> caller) {
        this.tenant = tenant;
        this.database = database;
        this.files = files;
        this.objects = objects;
        this.clock = clock;
        this.bytesMax = bytesMax;
        this.caller = caller;
        this.begun = clock.instant();
        this.id = StoredId.newFile(begun);
    }

    @Override
    public void onNext(UploadFileRequest message) {
        if (failed) {
            return; // what was on its way when the failure was told
        }
        try {
            take(message);
        } catch (RuntimeException refused) {
            fail(refused);
        }
    }

    private void take(UploadFileRequest message) {
        switch (message.getPartCase()) {
            case HEAD -> describe(message.getHead());
            case DATA -> write(message.getData().toByteArray());
            case PART_NOT_SET -> throw new ServiceException(ErrorCode.MALFORMED_REQUEST,
                    "A message of an upload has neither head nor data.");
        }
    }

    /** A second head, behind the bytes, says what was not known before them. */
    private void describe(UploadFileRequest.Head sent) {
        if (!sent.getPurpose().equals(PURPOSE)) {
            throw new ServiceException(ErrorCode.INVALID_FIELD,
                    "The field purpose is expected to be " + PURPOSE + ", found " + Quote.of(sent.getPurpose()) + ".");
        }
        if (sent.getFilename().length() > FILENAME_CHARACTERS_MAX || sent.getFilename().indexOf('\0') >= 0) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, "The field filename is expected to have at most " + FILENAME_CHARACTERS_MAX
                    + " characters and no NUL, found " + Quote.of(sent.getFilename()) + ".");
        }
        kept = sent.hasExpiresAfter() ? Optional.of(WireTime.kept("expires_after", sent.getExpiresAfter())) : Optional.empty();
        head = sent;
        upload = upload == null ? objects.upload(ObjectKeys.file(id)) : upload;
    }

    private void write(byte[] piece) {
        if (head == null) {
            throw new ServiceException(ErrorCode.MALFORMED_REQUEST, "An upload begins with its head, and this one with data.");
        }
        bytes += piece.length;
        if (bytes > bytesMax) {
            throw new ServiceException(ErrorCode.PAYLOAD_TOO_LARGE, "The file has more than " + bytesMax + " bytes.");
        }
        upload.write(piece, 0, piece.length);
    }

    @Override
    public void onError(Throwable gone) {
        close();
    }

    @Override
    public void onCompleted() {
        if (failed) {
            return;
        }
        try {
            finish();
        } catch (RuntimeException refused) {
            fail(refused);
        }
    }

    private void finish() {
        if (head == null) {
            throw new ServiceException(ErrorCode.MALFORMED_REQUEST, "The upload has no head.");
        }
        if (Context.current().isCancelled()) {
            close();
            return;
        }
        StoredObject object = upload.finish();
        var file = new StoredFile(id, tenant, head.getFilename(), PURPOSE, object.bytes(), object.sha256(),
                clock.instant().truncatedTo(ChronoUnit.MICROS), kept.map(begun::plus)); // as exact as the database is
        database.write(handle -> {
            files.insert(handle, file);
            return null;
        });
        caller.onNext(UploadFileResponse.newBuilder().setFile(FileMessages.of(file)).build());
        caller.onCompleted();
    }

    private void fail(RuntimeException refused) {
        failed = true;
        close();
        caller.onError(refused);
    }

    private void close() {
        if (upload != null) {
            upload.close();
        }
    }
}
