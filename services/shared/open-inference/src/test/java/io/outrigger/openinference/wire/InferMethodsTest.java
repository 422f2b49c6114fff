package io.outrigger.openinference.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Server;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.outrigger.chassis.errors.GrpcErrors;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.proto.inference.ServerLiveRequest;
import io.outrigger.proto.inference.ServerLiveResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InferMethodsTest {

    private static final ModelInferRequest REQUEST = ModelInferRequest.newBuilder().setModelName("digits").setId("7")
            .addRawInputContents(ByteString.copyFromUtf8("tensor-bytes")).build();

    private Server server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws IOException {
        String name = InProcessServerBuilder.generateName();
        var stock = new GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase() {
            @Override
            public void serverLive(ServerLiveRequest request, StreamObserver<ServerLiveResponse> answers) {
                answers.onNext(ServerLiveResponse.newBuilder().setLive(true).build());
                answers.onCompleted();
            }
        };
        server = InProcessServerBuilder.forName(name).directExecutor()
                .addService(InferMethods.replace(stock.bindService(), List.of(ServerMethodDefinition.create(
                        InferMethods.MODEL_INFER_SERVED, ServerCalls.asyncUnaryCall(InferMethodsTest::echo)))))
                .build().start();
        channel = InProcessChannelBuilder.forName(name).directExecutor().build();
    }

    @AfterEach
    void stop() throws InterruptedException {
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }

    private static void echo(WireMessage message, StreamObserver<ModelInferResponse> answers) {
        try {
            ModelInferRequest request = InferRequests.parse(message);
            answers.onNext(ModelInferResponse.newBuilder().setModelName(request.getModelName()).setId(request.getId())
                    .addAllRawOutputContents(request.getRawInputContentsList()).build());
            answers.onCompleted();
        } catch (ServiceException refused) {
            answers.onError(GrpcErrors.toStatus(refused, "test"));
        }
    }

    @Test
    void servesStockClientsBesideTheGeneratedMethods() {
        var stub = GRPCInferenceServiceGrpc.newBlockingStub(channel);
        assertThat(stub.serverLive(ServerLiveRequest.getDefaultInstance()).getLive()).isTrue();
        ModelInferResponse answer = stub.modelInfer(REQUEST);
        assertThat(answer.getId()).isEqualTo("7");
        assertThat(answer.getRawOutputContents(0)).isEqualTo(REQUEST.getRawInputContents(0));
    }

    @Test
    void carriesBytesAndParsedMessagesAlike() {
        WireMessage answer = ClientCalls.blockingUnaryCall(channel, InferMethods.MODEL_INFER, CallOptions.DEFAULT, WireMessage.of(REQUEST));
        assertThat(InferResponses.scan(answer)).isEqualTo(new ResponseHead("digits", "", "7"));
        assertThat(ClientCalls.blockingUnaryCall(channel, InferMethods.MODEL_INFER_PARSED, CallOptions.DEFAULT, REQUEST))
                .isEqualTo(InferResponses.parse(answer));
    }

    @Test
    void answersInvalidArgumentForBytesThatAreNoMessage() {
        var failure = catchThrowableOfType(StatusRuntimeException.class, () -> ClientCalls.blockingUnaryCall(
                channel, InferMethods.MODEL_INFER, CallOptions.DEFAULT, WireMessage.of(new byte[] {0x0a, 0x55})));
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(failure.getStatus().getDescription()).contains("claims 85 bytes but 0 are left");
    }

    @Test
    void marshallersReadWhatTheyWriteEitherWay() throws IOException {
        var aliasing = AliasingMarshaller.of(ModelInferRequest.getDefaultInstance());
        assertThat(aliasing.parse(new ByteArrayInputStream(REQUEST.toByteArray()))).isEqualTo(REQUEST);
        assertWrites(aliasing, REQUEST);
        assertWrites(WireMarshaller.INSTANCE, WireMessage.of(REQUEST));
    }

    private static <T> void assertWrites(Marshaller<T> marshaller, T message) throws IOException {
        byte[] expected = REQUEST.toByteArray();
        assertThat(marshaller.stream(message).readAllBytes()).isEqualTo(expected);
        InputStream stream = marshaller.stream(message);
        assertThat(stream).isInstanceOf(KnownLength.class);
        assertThat(stream.available()).isEqualTo(expected.length);
        var drained = new ByteArrayOutputStream();
        assertThat(((Drainable) stream).drainTo(drained)).isEqualTo(expected.length);
        assertThat(drained.toByteArray()).isEqualTo(expected);
        assertThat(stream.read()).isEqualTo(-1);
        assertThat(stream.available()).isZero();
        InputStream half = marshaller.stream(message);
        assertThat(half.read()).isEqualTo(expected[0]);
        assertThat(((Drainable) half).drainTo(drained)).isEqualTo(expected.length - 1);
    }

    @Test
    void rawContentsAreViewsOfTheBytesRead() {
        byte[] bytes = REQUEST.toByteArray();
        ModelInferRequest parsed = InferRequests.parse(WireMessage.of(bytes));
        bytes[bytes.length - 1] = '!';
        assertThat(parsed.getRawInputContents(0).toStringUtf8()).isEqualTo("tensor-byte!");
    }
}
