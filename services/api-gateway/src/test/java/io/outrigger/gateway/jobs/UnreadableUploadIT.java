package io.outrigger.gateway.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import io.outrigger.gateway.testing.GatewayExtension;
import io.outrigger.proto.jobs.v1.JobServiceGrpc;
import io.outrigger.proto.jobs.v1.UploadFileRequest;
import io.outrigger.proto.jobs.v1.UploadFileResponse;
import io.outrigger.testing.Eventually;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An upload one of whose messages is no protobuf: it is refused, nothing of it is kept, and the worker's end of it is let go. */
class UnreadableUploadIT {

    @RegisterExtension
    static final GatewayExtension GATEWAY = new GatewayExtension();

    private static final List<ByteString> MESSAGES = List.of(
            UploadFileRequest.newBuilder().setHead(UploadFileRequest.Head.newBuilder().setPurpose("batch").setFilename("half")).build()
                    .toByteString(),
            UploadFileRequest.newBuilder().setData(ByteString.copyFromUtf8("{}\n")).build().toByteString(),
            ByteString.copyFrom(new byte[] {0}));

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingOfItIsKept(boolean ends) throws Exception {
        int filesBefore = GATEWAY.worker().fileCount("team-a");
        int cancelledBefore = GATEWAY.worker().cancelled();
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + GATEWAY.tokens().with("batch"));
        MethodDescriptor<ByteString, UploadFileResponse> method = JobServiceGrpc.getUploadFileMethod()
                .toBuilder(new Bytes(), JobServiceGrpc.getUploadFileMethod().getResponseMarshaller()).build();
        var call = ClientInterceptors.intercept(GATEWAY.channel(), MetadataUtils.newAttachHeadersInterceptor(headers))
                .newCall(method, CallOptions.DEFAULT);
        CompletableFuture<Status> ended = new CompletableFuture<>();

        call.start(new ClientCall.Listener<>() {
            @Override
            public void onClose(Status status, Metadata trailers) {
                ended.complete(status);
            }
        }, new Metadata());
        call.request(1);
        MESSAGES.forEach(call::sendMessage);
        if (ends) {
            call.halfClose();
        }

        assertThat(ended.get(20, TimeUnit.SECONDS).getCode()).isEqualTo(Code.INVALID_ARGUMENT);
        Eventually.isTrue(() -> GATEWAY.worker().cancelled() == cancelledBefore + 1);
        assertThat(GATEWAY.worker().fileCount("team-a")).isEqualTo(filesBefore);
    }

    private record Bytes() implements Marshaller<ByteString> {

        @Override
        public InputStream stream(ByteString value) {
            return value.newInput();
        }

        @Override
        public ByteString parse(InputStream stream) {
            throw new UnsupportedOperationException("only the server reads requests");
        }
    }
}
