package io.outrigger.batchworker.api;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import io.outrigger.batchworker.objects.ObjectRead;
import io.outrigger.batchworker.objects.ObjectStore;
import io.outrigger.batchworker.store.FileDeletion;
import io.outrigger.batchworker.store.FileStore;
import io.outrigger.batchworker.store.JobDatabase;
import io.outrigger.batchworker.store.JobStore;
import io.outrigger.batchworker.store.LinesKind;
import io.outrigger.batchworker.store.StoredFile;
import io.outrigger.batchworker.store.StoredJob;
import io.outrigger.batchworker.submission.InputIntake;
import io.outrigger.batchworker.work.JobLines;
import io.outrigger.batchworker.work.ObjectKeys;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.proto.jobs.v1.Content;
import io.outrigger.proto.jobs.v1.File;
import io.outrigger.proto.jobs.v1.ListFilesRequest;
import io.outrigger.proto.jobs.v1.ListFilesResponse;
import io.outrigger.proto.jobs.v1.ReadFileRequest;
import io.outrigger.proto.jobs.v1.ReadFileResponse;
import io.outrigger.proto.jobs.v1.ReadLinesRequest;
import io.outrigger.proto.jobs.v1.ReadLinesResponse;
import io.outrigger.proto.jobs.v1.UploadFileRequest;
import io.outrigger.proto.jobs.v1.UploadFileResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files: those that were uploaded, and what jobs have answered. */
public final class JobFiles {

    private static final Logger LOG = LoggerFactory.getLogger(JobFiles.class);
    private static final int PIECE_BYTES = 64 << 10;
    private static final String OUTPUT_PURPOSE = "batch_output";

    private final JobDatabase database;
    private final JobStore jobs;
    private final FileStore files;
    private final ObjectStore objects;
    private final JobLines lines;
    private final InstantSource clock;
    private final long fileBytesMax;

    /** @param fileBytesMax of an upload */
    public JobFiles(JobDatabase database, JobStore jobs, FileStore files, ObjectStore objects, JobLines lines, InstantSource clock,
            long fileBytesMax) {
        this.database = database;
        this.jobs = jobs;
        this.files = files;
        this.objects = objects;
        this.lines = lines;
        this.clock = clock;
        this.fileBytesMax = fileBytesMax;
    }

    StreamObserver<UploadFileRequest> upload(String tenant, StreamObserver<UploadFileResponse> caller) {
        return new ArrivingFile(tenant, database, files, objects, clock, fileBytesMax, caller);
    }

    File find(String tenant, String id) {
        Optional<FileIds.JobLines> ofJob = FileIds.jobLines(id);
        if (ofJob.isPresent()) {
            return file(id, job(tenant, id, ofJob.get()), ofJob.get());
        }
        return FileMessages.of(stored(tenant, id));
    }

    private static File file(String id, StoredJob job, FileIds.JobLines ofJob) {
        long bytes = ofJob.errors() ? job.job().answered().errorBytes() : job.job().answered().resultBytes();
        File.Builder file = File.newBuilder().setId(id).setBytes(bytes).setPurpose(OUTPUT_PURPOSE)
                .setFilename(job.id() + (ofJob.errors() ? "_errors.jsonl" : "_output.jsonl"))
                .setCreatedAt(WireTime.timestamp(job.job().createdAt()));
        job.job().times().ended().map(ended -> ended.plus(job.terms().outputExpiresAfter())).map(WireTime::timestamp)
                .ifPresent(file::setExpiresAt);
        return file.build();
    }

    ListFilesResponse list(String tenant, ListFilesRequest request) {
        int size = PageSize.of(request.getPageSize());
        List<StoredFile> found = database.readEach(handle -> files.list(handle, tenant,
                request.getPurpose().isEmpty() ? Optional.empty() : Optional.of(request.getPurpose()),
                request.getAfter().isEmpty() ? Optional.empty() : Optional.of(request.getAfter()), size + 1));
        return ListFilesResponse.newBuilder().addAllFiles(found.stream().limit(size).map(FileMessages::of).toList())
                .setHasMore(found.size() > size).build();
    }

    void delete(String tenant, String id) {
        if (FileIds.jobLines(id).isPresent()) {
            throw new ServiceException(ErrorCode.IN_USE, "The file " + Quote.of(id) + " is what a job has answered; it goes with the job.");
        }
        FileDeletion deletion = database.write(handle -> files.delete(handle, tenant, id));
        switch (deletion) {
            case DELETED -> deleteBytes(id);
            case UNKNOWN -> throw InputIntake.noFile(id);
            case IN_USE -> throw new ServiceException(ErrorCode.IN_USE, "A job that has not ended reads the file " + Quote.of(id) + ".");
        }
    }

    /** The file is gone with its row; bytes that cannot be reached now are found when orphans are looked for. */
    private void deleteBytes(String id) {
        try {
            objects.delete(List.of(ObjectKeys.file(id)));
        } catch (ServiceException away) {
            LOG.info("the bytes of {} stay until orphans are looked for", id);
        }
    }

    void readLines(ReadLinesRequest request, StoredJob job, StreamObserver<ReadLinesResponse> caller) {
        boolean errors = switch (request.getKind()) {
            case LINES_KIND_RESULTS -> false;
            case LINES_KIND_ERRORS -> true;
            case LINES_KIND_UNSPECIFIED, UNRECOGNIZED -> throw new ServiceException(ErrorCode.INVALID_FIELD,
                    "The field kind is expected to be LINES_KIND_RESULTS or LINES_KIND_ERRORS, found none of them.");
        };
        sendLines(job, errors, ByteSpan.of(request.getRange()), caller,
                content -> ReadLinesResponse.newBuilder().setContent(content).build());
    }

    void read(String tenant, ReadFileRequest request, StreamObserver<ReadFileResponse> caller) {
        Function<Content, ReadFileResponse> wrap = content -> ReadFileResponse.newBuilder().setContent(content).build();
        ByteSpan asked = ByteSpan.of(request.getRange());
        Optional<FileIds.JobLines> ofJob = FileIds.jobLines(request.getId());
        if (ofJob.isPresent()) {
            sendLines(job(tenant, request.getId(), ofJob.get()), ofJob.get().errors(), asked, caller, wrap);
            return;
        }
        StoredFile file = stored(tenant, request.getId());
        ByteSpan span = asked.within(file.bytes());
        Outflow.start(caller, outflow -> {
            outflow.send(wrap.apply(head(file.bytes(), true, span, file.filename())));
            try (ObjectRead object = objects.read(objects.own(ObjectKeys.file(file.id())), span.offset(), span.length())) {
                copy(object.stream(), outflow, wrap);
            } catch (IOException broken) {
                throw away(broken);
            }
        });
    }

    private <M> void sendLines(StoredJob job, boolean errors, ByteSpan asked, StreamObserver<M> caller, Function<Content, M> wrap) {
        long bytes = errors ? job.job().answered().errorBytes() : job.job().answered().resultBytes();
        ByteSpan span = asked.within(bytes);
        Outflow.start(caller, outflow -> {
            outflow.send(wrap.apply(head(bytes, job.job().state().isEnded(), span,
                    job.id() + (errors ? "_errors.jsonl" : "_output.jsonl"))));
            LinesKind kind = errors ? LinesKind.ERRORS : LinesKind.RESULTS;
            try (InputStream stream = lines.open(job.id(), kind, span.offset(), span.offset() + span.length())) {
                copy(stream, outflow, wrap);
            } catch (IOException broken) {
                throw away(broken);
            }
        });
    }

    private static Content head(long bytes, boolean complete, ByteSpan span, String filename) {
        return Content.newBuilder().setHead(Content.Head.newBuilder().setTotalBytes(bytes).setComplete(complete)
                .setOffset(span.offset()).setLength(span.length()).setFilename(filename)).build();
    }

    private static <M> void copy(InputStream source, Outflow<M> outflow, Function<Content, M> wrap)
            throws IOException, InterruptedException {
        byte[] piece = new byte[PIECE_BYTES];
        for (int read = source.readNBytes(piece, 0, piece.length); read > 0; read = source.readNBytes(piece, 0, piece.length)) {
            outflow.send(wrap.apply(Content.newBuilder().setData(ByteString.copyFrom(piece, 0, read)).build()));
        }
    }

    private StoredJob job(String tenant, String fileId, FileIds.JobLines ofJob) {
        return database.readEach(handle -> jobs.find(handle, tenant, ofJob.jobId())).orElseThrow(() -> InputIntake.noFile(fileId));
    }

    private StoredFile stored(String tenant, String id) {
        return database.readEach(handle -> files.find(handle, tenant, id)).orElseThrow(() -> InputIntake.noFile(id));
    }

    private static ServiceException away(IOException broken) {
        return new ServiceException(ErrorCode.DEPENDENCY_UNAVAILABLE, "The rest cannot be read at the moment.", broken);
    }
}
