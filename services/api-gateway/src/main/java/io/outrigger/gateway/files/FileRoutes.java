package io.outrigger.gateway.files;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.server.JsonAnswer;
import io.outrigger.chassis.server.RequestBody;
import io.outrigger.gateway.content.ContentAnswer;
import io.outrigger.gateway.content.ContentStream;
import io.outrigger.gateway.jobs.WorkerLink;
import io.outrigger.gateway.listing.ListDocument;
import io.outrigger.gateway.listing.PageQuery;
import io.outrigger.gateway.multipart.FormBoundary;
import io.outrigger.gateway.multipart.FormReader;
import io.outrigger.proto.jobs.v1.DeleteFileRequest;
import io.outrigger.proto.jobs.v1.File;
import io.outrigger.proto.jobs.v1.GetFileRequest;
import io.outrigger.proto.jobs.v1.JobServiceGrpc;
import io.outrigger.proto.jobs.v1.ListFilesRequest;
import io.outrigger.proto.jobs.v1.ListFilesResponse;
import io.outrigger.proto.jobs.v1.ReadFileRequest;
import io.outrigger.proto.jobs.v1.ReadFileResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/** {@code /v1/files}: upload, list, look at, download, delete. */
public final class FileRoutes implements Consumer<HttpRouting.Builder> {

    public static final String UPLOAD_PATH = "/v1/files";

    /** What a form may have around the file. */
    private static final long FORM_BYTES_MAX = 1 << 20;
    /** What OpenAI's clients may ask for; a page of ours has less. */
    private static final int LIMIT_MAX = 10_000;

    private final WorkerLink worker;
    private final long fileBytesMax;

    public FileRoutes(WorkerLink worker, long fileBytesMax) {
        this.worker = worker;
        this.fileBytesMax = fileBytesMax;
    }

    /** What the body of an upload may have. */
    public static long uploadBytesMax(long fileBytesMax) {
        return fileBytesMax + FORM_BYTES_MAX;
    }

    @Override
    public void accept(HttpRouting.Builder routing) {
        routing.post(UPLOAD_PATH, this::upload);
        routing.get("/v1/files", this::list);
        routing.get("/v1/files/{id}", (request, response) -> JsonAnswer.send(response, Status.OK_200, FileDocument.of(file(id(request)))));
        routing.get("/v1/files/{id}/content", this::content);
        routing.delete("/v1/files/{id}", this::delete);
    }

    private void upload(ServerRequest request, ServerResponse response) {
        FormBoundary boundary = FormBoundary.of(request.headers().value(HeaderNames.CONTENT_TYPE).orElse(null));
        try (var _ = worker.place()) {
            FormReader form = new FormReader(RequestBody.stream(request, uploadBytesMax(fileBytesMax)), boundary);
            JsonAnswer.send(response, Status.OK_200, FileDocument.of(new FileUpload(form, worker, fileBytesMax).run()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void list(ServerRequest request, ServerResponse response) {
        PageQuery query = PageQuery.of(request, "purpose", "order");
        String order = query.one("order");
        if (!order.isEmpty() && !order.equals("desc")) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, "The parameter order must be 'desc': the newest come first; found "
                    + Quote.of(order) + ".");
        }
        ListFilesResponse found = worker.call(JobServiceGrpc.getListFilesMethod(), ListFilesRequest.newBuilder()
                .setPageSize(query.limit(LIMIT_MAX)).setAfter(query.one("after")).setPurpose(query.one("purpose")).build());
        JsonAnswer.send(response, Status.OK_200, ListDocument.of(
                found.getFilesList().stream().map(FileDocument::of).toList(), FileDocument::id, found.getHasMore()));
    }

    private File file(String id) {
        return worker.call(JobServiceGrpc.getGetFileMethod(), GetFileRequest.newBuilder().setId(id).build()).getFile();
    }

    private void content(ServerRequest request, ServerResponse response) {
        String id = id(request);
        try (var _ = worker.place()) {
            new ContentAnswer("application/octet-stream", "file", true,
                    range -> ContentStream.of(worker.read(JobServiceGrpc.getReadFileMethod(),
                            ReadFileRequest.newBuilder().setId(id).setRange(range).build()), ReadFileResponse::getContent),
                    () -> file(id).getBytes()).send(request, response);
        }
    }

    private record Deleted(String id, String object, boolean deleted) {
    }

    private void delete(ServerRequest request, ServerResponse response) {
        String id = id(request);
        worker.call(JobServiceGrpc.getDeleteFileMethod(), DeleteFileRequest.newBuilder().setId(id).build());
        JsonAnswer.send(response, Status.OK_200, new Deleted(id, "file", true));
    }

    private static String id(ServerRequest request) {
        return request.path().pathParameters().first("id").orElse("");
    }
}
