package io.outrigger.gateway.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import io.outrigger.gateway.testing.GatewayExtension;
import io.outrigger.proto.jobs.v1.AllowedModels;
import io.outrigger.proto.jobs.v1.Content;
import io.outrigger.proto.jobs.v1.GetJobRequest;
import io.outrigger.proto.jobs.v1.Job;
import io.outrigger.proto.jobs.v1.JobServiceGrpc;
import io.outrigger.proto.jobs.v1.JobState;
import io.outrigger.proto.jobs.v1.ReadFileRequest;
import io.outrigger.proto.jobs.v1.ReadFileResponse;
import io.outrigger.proto.jobs.v1.RetryJobRequest;
import io.outrigger.proto.jobs.v1.SubmitJobRequest;
import io.outrigger.proto.jobs.v1.UploadFileRequest;
import io.outrigger.proto.jobs.v1.UploadFileResponse;
import io.outrigger.proto.jobs.v1.WatchJobRequest;
import io.outrigger.testing.Eventually;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Jobs over gRPC: passed on as the caller's tenant, no faster than the slower end. */
class JobServiceIT {

    @RegisterExtension
    static final GatewayExtension GATEWAY = new GatewayExtension();

    private static final int PIECE_BYTES = 1 << 20;

    private static Metadata headers(String token) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        headers.put(Metadata.Key.of("x-outrigger-tenant", Metadata.ASCII_STRING_MARSHALLER), "somebody else");
        return headers;
    }

    private static JobServiceGrpc.JobServiceBlockingStub stub(String token) {
        return JobServiceGrpc.newBlockingStub(GATEWAY.channel()).withInterceptors(
                MetadataUtils.newAttachHeadersInterceptor(headers(token)));
    }

    @Test
    void aCallersTenantAndModelsAreThoseOfItsToken() {
        Job own = GATEWAY.worker().job("team-a", job -> job.setModel("plain"));
        Job foreign = GATEWAY.worker().job("somebody else", job -> job.setModel("plain"));
        String limited = GATEWAY.tokens().limitedTo("plain", "batch");
        AllowedModels forged = AllowedModels.newBuilder().addNames("split").build();

        assertThat(stub(limited).getJob(GetJobRequest.newBuilder().setId(own.getId()).build()).getJob()).isEqualTo(own);
        StatusRuntimeException unseen = catchThrowableOfType(StatusRuntimeException.class, () ->
                stub(limited).getJob(GetJobRequest.newBuilder().setId(foreign.getId()).build()));
        assertThat(unseen.getStatus().getCode()).isEqualTo(Code.NOT_FOUND);
        StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, () ->
                stub(limited).submitJob(SubmitJobRequest.newBuilder().setModel("split").setAllowedModels(forged).build()));
        assertThat(refused.getStatus().getCode()).isEqualTo(Code.PERMISSION_DENIED);
        stub(limited).submitJob(SubmitJobRequest.newBuilder().setInputFileId("by gRPC").setAllowedModels(forged).build());
        assertThat(GATEWAY.worker().submits()).anySatisfy(submit -> {
            assertThat(submit.getInputFileId()).isEqualTo("by gRPC");
            assertThat(submit.getAllowedModels().getNamesList()).containsExactly("plain");
        });
        assertThat(stub(limited).retryJob(RetryJobRequest.newBuilder().setId(own.getId()).setAllowedModels(forged).build()).getJob()
                .getMetadataMap()).containsEntry("allowed", "[plain]");
    }

    @Test
    void aSlowReaderSlowsTheWorkerAndOneThatGoesEndsItsCall() throws Exception {
        Job job = GATEWAY.worker().job("team-a", made -> made.setModel("plain"));
        GATEWAY.worker().end(job.getId(), JobState.JOB_STATE_COMPLETED, "", "");
        GATEWAY.worker().keep(job.getOutputFileId(), ByteString.copyFrom(new byte[64 << 20]));
        int before = GATEWAY.worker().cancelled();

        Iterator<ReadFileResponse> pieces = stub(GATEWAY.tokens().with("batch"))
                .readFile(ReadFileRequest.newBuilder().setId(job.getOutputFileId()).build());
        long bytes = 0;
        while (pieces.hasNext()) {
            Content content = pieces.next().getContent();
            bytes += content.getData().size();
        }
        assertThat(bytes).isEqualTo(64 << 20);

        CompletableFuture<ClientCallStreamObserver<ReadFileRequest>> call = new CompletableFuture<>();
        JobServiceGrpc.newStub(GATEWAY.channel()).withInterceptors(
                MetadataUtils.newAttachHeadersInterceptor(headers(GATEWAY.tokens().with("batch"))))
                .readFile(ReadFileRequest.newBuilder().setId(job.getOutputFileId()).build(), new Stalled(call));
        call.get().cancel("seen enough", null);
        Eventually.isTrue(() -> GATEWAY.worker().cancelled() == before + 1);
        GATEWAY.worker().keep(job.getOutputFileId(), ByteString.EMPTY);
    }

    /** A reader that asks for one message and no more. */
    private static final class Stalled implements ClientResponseObserver<ReadFileRequest, ReadFileResponse> {

        private final CompletableFuture<ClientCallStreamObserver<ReadFileRequest>> call;
        private ClientCallStreamObserver<ReadFileRequest> started;

        Stalled(CompletableFuture<ClientCallStreamObserver<ReadFileRequest>> call) {
            this.call = call;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<ReadFileRequest> begun) {
            started = begun;
            begun.disableAutoRequestWithInitial(1);
        }

        @Override
        public void onNext(ReadFileResponse response) {
            call.complete(started);
        }

        @Override
        public void onError(Throwable thrown) {
            call.completeExceptionally(thrown);
        }

        @Override
        public void onCompleted() {
            call.completeExceptionally(new AssertionError("it ended"));
        }
    }

    @Test
    void anUploadMayBeLargerThanAllMessagesTogetherMayBe() throws Exception {
        CompletableFuture<UploadFileResponse> answer = new CompletableFuture<>();
        Upload upload = new Upload(96, answer);
        JobServiceGrpc.newStub(GATEWAY.channel()).withInterceptors(
                MetadataUtils.newAttachHeadersInterceptor(headers(GATEWAY.tokens().with("batch")))).uploadFile(upload);

        assertThat(answer.get().getFile().getBytes()).isEqualTo(96L * PIECE_BYTES);
        assertThat(answer.get().getFile().getFilename()).isEqualTo("a.jsonl");
    }

    /** Sends so many pieces, as there is room for them. */
    private static final class Upload implements ClientResponseObserver<UploadFileRequest, UploadFileResponse> {

        private final CompletableFuture<UploadFileResponse> answer;
        private int left;
        private boolean begun;

        Upload(int pieces, CompletableFuture<UploadFileResponse> answer) {
            this.left = pieces;
            this.answer = answer;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<UploadFileRequest> call) {
            call.setOnReadyHandler(() -> {
                if (!begun) {
                    begun = true;
                    call.onNext(UploadFileRequest.newBuilder().setHead(UploadFileRequest.Head.newBuilder().setFilename("a.jsonl")).build());
                }
                while (call.isReady() && left > 0) {
                    call.onNext(UploadFileRequest.newBuilder().setData(ByteString.copyFrom(new byte[PIECE_BYTES])).build());
                    if (--left == 0) {
                        call.onCompleted();
                    }
                }
            });
        }

        @Override
        public void onNext(UploadFileResponse response) {
            answer.complete(response);
        }

        @Override
        public void onError(Throwable thrown) {
            answer.completeExceptionally(thrown);
        }

        @Override
        public void onCompleted() {
            answer.completeExceptionally(new AssertionError("it ended without an answer"));
        }
    }

    @Test
    void aWatchTellsEveryChangeUntilTheEnd() {
        Job job = GATEWAY.worker().job("team-a", made -> made.setModel("plain"));
        var watch = stub(GATEWAY.tokens().with("batch")).watchJob(WatchJobRequest.newBuilder().setId(job.getId()).build());

        assertThat(watch.next().getJob()).isEqualTo(job);
        GATEWAY.worker().end(job.getId(), JobState.JOB_STATE_COMPLETED, "", "");
        assertThat(watch.next().getJob().getState()).isEqualTo(JobState.JOB_STATE_COMPLETED);
        assertThat(watch.hasNext()).isFalse();
    }
}
