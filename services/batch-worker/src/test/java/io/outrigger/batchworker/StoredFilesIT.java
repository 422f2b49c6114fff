package io.outrigger.batchworker;

import static io.outrigger.batchworker.testing.JobCalls.failure;
import static io.outrigger.batchworker.testing.JobCalls.head;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.outrigger.batchworker.testing.JobCalls;
import io.outrigger.batchworker.testing.SampleRows;
import io.outrigger.batchworker.testing.WorkerExtension;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.proto.jobs.v1.DeleteFileRequest;
import io.outrigger.proto.jobs.v1.File;
import io.outrigger.proto.jobs.v1.GetFileRequest;
import io.outrigger.proto.jobs.v1.Job;
import io.outrigger.proto.jobs.v1.ListFilesRequest;
import io.outrigger.proto.jobs.v1.SubmitJobRequest;
import io.outrigger.proto.jobs.v1.UploadFileRequest;
import io.outrigger.proto.jobs.v1.UploadFileResponse;
import io.outrigger.testing.Behaviour;
import io.outrigger.testing.Eventually;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Files: uploaded, read, listed, deleted; and what jobs have answered, as files. */
class StoredFilesIT {

    private static final int BYTES_MAX = 1 << 20;

    @RegisterExtension
    static final WorkerExtension WORKER = new WorkerExtension();

    private JobCalls calls;

    @BeforeEach
    void connect() {
        calls = WORKER.of("filers");
    }

    @AfterEach
    void disconnect() {
        calls.close();
    }

    @Test
    void aFileIsReadAsItWasUploaded() {
        byte[] bytes = new byte[200_000];
        new Random(1).nextBytes(bytes);
        File file = calls.upload(head("numbers.bin"), data(Arrays.copyOf(bytes, 70_000)), data(Arrays.copyOfRange(bytes, 70_000, 200_000)));

        assertThat(file).extracting(File::getBytes, File::getFilename, File::getPurpose).containsExactly(200_000L, "numbers.bin", "batch");
        assertThat(file.getSha256()).hasSize(64);
        assertThat(calls.stub().getFile(GetFileRequest.newBuilder().setId(file.getId()).build()).getFile()).isEqualTo(file);
        assertThat(calls.file(file.getId(), 0, 0).bytes()).isEqualTo(bytes);
        assertThat(calls.file(file.getId(), 69_990, 20).bytes()).isEqualTo(Arrays.copyOfRange(bytes, 69_990, 70_010));
        assertThat(calls.file(file.getId(), -5, 0).bytes()).isEqualTo(Arrays.copyOfRange(bytes, 199_995, 200_000));
        assertThat(calls.file(file.getId(), 0, 0).head().getTotalBytes()).isEqualTo(200_000);
        assertThat(failure(() -> calls.file(file.getId(), 200_000, 1))).isEqualTo(ErrorCode.RANGE_NOT_SATISFIABLE);
    }

    @Test
    void aSecondHeadSaysWhatTheFirstDidNotKnow() {
        UploadFileRequest second = UploadFileRequest.newBuilder().setHead(UploadFileRequest.Head.newBuilder().setFilename("later.jsonl")
                .setPurpose("batch").setExpiresAfter(Duration.newBuilder().setSeconds(7_200))).build();

        File file = calls.upload(head(""), data(new byte[10]), second);

        assertThat(file.getFilename()).isEqualTo("later.jsonl");
        assertThat(file.getExpiresAt().getSeconds() - file.getCreatedAt().getSeconds()).isBetween(7_100L, 7_200L);
    }

    @Test
    void whatIsNoUploadIsRefusedAndLeavesNothing() {
        List<String> before = objects();

        assertThat(failure(() -> calls.upload(data(new byte[10])))).isEqualTo(ErrorCode.MALFORMED_REQUEST);
        assertThat(failure(() -> calls.upload())).isEqualTo(ErrorCode.MALFORMED_REQUEST);
        assertThat(failure(() -> calls.upload(UploadFileRequest.newBuilder().setHead(UploadFileRequest.Head.newBuilder()
                .setPurpose("assistants")).build()))).isEqualTo(ErrorCode.INVALID_FIELD);
        assertThat(failure(() -> calls.upload(head("a\0b")))).isEqualTo(ErrorCode.INVALID_FIELD);
        assertThat(failure(() -> calls.upload(head("large"), data(new byte[BYTES_MAX / 2]), data(new byte[BYTES_MAX / 2]),
                data(new byte[1])))).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE);

        assertThat(objects()).isEqualTo(before);
    }

    @Test
    void ofAnUploadThatBreaksOffNothingStays() throws InterruptedException {
        List<String> before = objects();
        var gone = new CountDownLatch(1);
        ClientCallStreamObserver<UploadFileRequest> upload = begin(gone);
        upload.onNext(head("half.jsonl"));
        upload.onNext(data(new byte[100_000]));

        upload.cancel("the caller has gone", null);

        assertThat(gone.await(1, TimeUnit.MINUTES)).isTrue();
        Eventually.passes(() -> assertThat(objects()).isEqualTo(before));
        assertThat(names()).doesNotContain("half.jsonl");
    }

    @Test
    void filesAreListedTheNewestFirst() {
        try (JobCalls lister = WORKER.of("lister-of-files")) {
            List<String> ids = IntStream.range(0, 5).mapToObj(i -> lister.upload("f" + i, "x").getId()).toList().reversed();

            var first = lister.stub().listFiles(ListFilesRequest.newBuilder().setPageSize(3).build());
            var second = lister.stub().listFiles(ListFilesRequest.newBuilder().setPageSize(3).setAfter(first.getFiles(2).getId()).build());

            assertThat(first.getFilesList().stream().map(File::getId)).isEqualTo(ids.subList(0, 3));
            assertThat(first.getHasMore()).isTrue();
            assertThat(second.getFilesList().stream().map(File::getId)).isEqualTo(ids.subList(3, 5));
            assertThat(second.getHasMore()).isFalse();
            assertThat(lister.stub().listFiles(ListFilesRequest.newBuilder().setPurpose("other").build()).getFilesList()).isEmpty();
        }
    }

    @Test
    void aFileThatAJobReadsIsNotDeleted() {
        WORKER.router().behave(Behaviour.silence());
        File file = calls.upload("rows.jsonl", SampleRows.lines(3));
        Job job = calls.submit(SubmitJobRequest.newBuilder().setModel("pairs").setInputFileId(file.getId()));

        assertThat(failure(() -> delete(file.getId()))).isEqualTo(ErrorCode.IN_USE);

        calls.cancel(job);
        calls.ended(job);
        delete(file.getId());
        assertThat(failure(() -> calls.file(file.getId(), 0, 0))).isEqualTo(ErrorCode.FILE_NOT_FOUND);
        assertThat(failure(() -> delete(file.getId()))).isEqualTo(ErrorCode.FILE_NOT_FOUND);
        assertThat(WORKER.objects().size(WORKER.objects().own("files/" + file.getId()))).isEmpty();
    }

    @Test
    void whatAJobHasAnsweredIsAFileToo() {
        Job job = calls.ended(calls.submit(SampleRows.lines(3) + "no json\n"));

        File output = calls.stub().getFile(GetFileRequest.newBuilder().setId(job.getOutputFileId()).build()).getFile();

        assertThat(output).extracting(File::getBytes, File::getPurpose).containsExactly(job.getOutputBytes(), "batch_output");
        assertThat(output.hasExpiresAt()).isTrue();
        assertThat(calls.file(job.getOutputFileId(), 0, 0).bytes()).isEqualTo(calls.results(job));
        assertThat(calls.file(job.getErrorFileId(), 0, 0).bytes()).isEqualTo(calls.errors(job));
        assertThat(calls.file(job.getOutputFileId(), 5, 10).bytes()).isEqualTo(Arrays.copyOfRange(calls.results(job), 5, 15));
        assertThat(failure(() -> delete(job.getOutputFileId()))).isEqualTo(ErrorCode.IN_USE);
    }

    private ClientCallStreamObserver<UploadFileRequest> begin(CountDownLatch gone) {
        return (ClientCallStreamObserver<UploadFileRequest>) calls.async().uploadFile(
                new ClientResponseObserver<UploadFileRequest, UploadFileResponse>() {

                    @Override
                    public void beforeStart(ClientCallStreamObserver<UploadFileRequest> stream) {
                        stream.setOnReadyHandler(() -> { });
                    }

                    @Override
                    public void onNext(UploadFileResponse response) {
                        throw new AssertionError("half a file was taken for one");
                    }

                    @Override
                    public void onError(Throwable failure) {
                        gone.countDown();
                    }

                    @Override
                    public void onCompleted() {
                        gone.countDown();
                    }
                });
    }

    private List<String> objects() {
        return WORKER.objects().list("files/", "").entries().stream().map(entry -> entry.key()).toList();
    }

    private List<String> names() {
        return calls.stub().listFiles(ListFilesRequest.newBuilder().setPageSize(100).build()).getFilesList().stream()
                .map(File::getFilename).toList();
    }

    private void delete(String id) {
        calls.stub().deleteFile(DeleteFileRequest.newBuilder().setId(id).build());
    }

    private static UploadFileRequest data(byte[] bytes) {
        return UploadFileRequest.newBuilder().setData(ByteString.copyFrom(bytes)).build();
    }
}
