package io.outrigger.batchworker.testing;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.GrpcErrors;
import io.outrigger.client.GrpcClient;
import io.outrigger.proto.jobs.v1.ByteRange;
import io.outrigger.proto.jobs.v1.CancelJobRequest;
import io.outrigger.proto.jobs.v1.Content;
import io.outrigger.proto.jobs.v1.File;
import io.outrigger.proto.jobs.v1.GetJobRequest;
import io.outrigger.proto.jobs.v1.Job;
import io.outrigger.proto.jobs.v1.JobServiceGrpc;
import io.outrigger.proto.jobs.v1.JobServiceGrpc.JobServiceBlockingStub;
import io.outrigger.proto.jobs.v1.LinesKind;
import io.outrigger.proto.jobs.v1.ReadFileRequest;
import io.outrigger.proto.jobs.v1.ReadFileResponse;
import io.outrigger.proto.jobs.v1.ReadLinesRequest;
import io.outrigger.proto.jobs.v1.ReadLinesResponse;
import io.outrigger.proto.jobs.v1.SubmitJobRequest;
import io.outrigger.proto.jobs.v1.UploadFileRequest;
import io.outrigger.proto.jobs.v1.UploadFileResponse;
import io.outrigger.testing.Eventually;
import java.io.ByteArrayOutputStream;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What the gateway asks a worker for a tenant. */
public final class JobCalls implements AutoCloseable {

    private final GrpcClient client;
    private final String tenant;

    JobCalls(int port, String tenant) {
        this.client = GrpcClient.open("127.0.0.1:" + port, "");
        this.tenant = tenant;
    }

    /** What was read of something. */
    public record Read(Content.Head head, byte[] bytes) {
    }

    public JobServiceBlockingStub stub() {
        return JobServiceGrpc.newBlockingStub(client.channel("x-outrigger-tenant", tenant)).withDeadlineAfter(4, TimeUnit.MINUTES);
    }

    /** A stub whose calls do not wait. */
    public JobServiceGrpc.JobServiceStub async() {
        return JobServiceGrpc.newStub(client.channel("x-outrigger-tenant", tenant));
    }

    public Job submit(SubmitJobRequest.Builder request) {
        return stub().submitJob(request.build()).getJob();
    }

    /** A job for the model {@code pairs}. */
    public Job submit(String lines) {
        return submit(rows(lines));
    }

    /** Lines for the model {@code pairs}. */
    public static SubmitJobRequest.Builder rows(String lines) {
        return SubmitJobRequest.newBuilder().setModel("pairs").setLines(ByteString.copyFromUtf8(lines));
    }

    public Job find(String id) {
        return stub().getJob(GetJobRequest.newBuilder().setId(id).build()).getJob();
    }

    /** The job when it has ended. */
    public Job ended(Job job) {
        return Eventually.answer(() -> find(job.getId()), JobCalls::hasEnded);
    }

    public static boolean hasEnded(Job job) {
        return switch (job.getState()) {
            case JOB_STATE_COMPLETED, JOB_STATE_FAILED, JOB_STATE_EXPIRED, JOB_STATE_CANCELLED -> true;
            case JOB_STATE_VALIDATING, JOB_STATE_IN_PROGRESS, JOB_STATE_FINALIZING, JOB_STATE_CANCELLING, JOB_STATE_UNSPECIFIED,
                 UNRECOGNIZED -> false;
        };
    }

    public Job cancel(Job job) {
        return stub().cancelJob(CancelJobRequest.newBuilder().setId(job.getId()).build()).getJob();
    }

    public byte[] results(Job job) {
        return lines(job, LinesKind.LINES_KIND_RESULTS, 0, 0).bytes();
    }

    public byte[] errors(Job job) {
        return lines(job, LinesKind.LINES_KIND_ERRORS, 0, 0).bytes();
    }

    public Read lines(Job job, LinesKind kind, long offset, long length) {
        return read(stub().readLines(ReadLinesRequest.newBuilder().setId(job.getId()).setKind(kind)
                .setRange(range(offset, length)).build()), ReadLinesResponse::getContent);
    }

    public Read file(String id, long offset, long length) {
        return read(stub().readFile(ReadFileRequest.newBuilder().setId(id).setRange(range(offset, length)).build()),
                ReadFileResponse::getContent);
    }

    private static ByteRange.Builder range(long offset, long length) {
        return ByteRange.newBuilder().setOffset(offset).setLength(length);
    }

    private static <M> Read read(Iterator<M> messages, Function<M, Content> content) {
        Content.Head head = content.apply(messages.next()).getHead();
        var bytes = new ByteArrayOutputStream();
        messages.forEachRemaining(message -> bytes.writeBytes(content.apply(message).getData().toByteArray()));
        return new Read(head, bytes.toByteArray());
    }

    /** A file of these lines. */
    public File upload(String name, String lines) {
        return upload(head(name), UploadFileRequest.newBuilder().setData(ByteString.copyFromUtf8(lines)).build());
    }

    public static UploadFileRequest head(String name) {
        return UploadFileRequest.newBuilder().setHead(UploadFileRequest.Head.newBuilder().setFilename(name).setPurpose("batch")).build();
    }

    /** A file of an upload of these messages. */
    public File upload(UploadFileRequest... messages) {
        var answer = new CompletableFuture<File>();
        StreamObserver<UploadFileRequest> upload = async().uploadFile(new StreamObserver<>() {

            @Override
            public void onNext(UploadFileResponse response) {
                answer.complete(response.getFile());
            }

            @Override
            public void onError(Throwable failure) {
                answer.completeExceptionally(failure);
            }

            @Override
            public void onCompleted() {
                answer.completeExceptionally(new AssertionError("an upload was answered with nothing"));
            }
        });
        Stream.of(messages).forEach(upload::onNext);
        upload.onCompleted();
        try {
            return answer.get(4, TimeUnit.MINUTES);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof StatusRuntimeException status) {
                throw status;
            }
            throw new AssertionError(failed);
        } catch (InterruptedException | TimeoutException failed) {
            throw new AssertionError(failed);
        }
    }

    /** How a call fails; an assertion error where it does not. */
    public static ErrorCode failure(Runnable call) {
        try {
            call.run();
        } catch (StatusRuntimeException failure) {
            return GrpcErrors.ofStatus(failure.getStatus(), failure.getTrailers()).code();
        }
        throw new AssertionError("the call did not fail");
    }

    /** A stream of answers as a stream of Java's. */
    public static <M> Stream<M> all(Iterator<M> messages) {
        Iterable<M> each = () -> messages;
        return StreamSupport.stream(each.spliterator(), false);
    }

    @Override
    public void close() {
        client.close();
    }
}
