package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.reflection.v1.ErrorResponse;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.stream.Stream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tools are told what the gRPC ports serve: in both versions of the question, of served services only, and at the gateway with a token. */
class ReflectionIT {
    private static final String INFERENCE = "inference.GRPCInferenceService";
    private static final String JOBS = "outrigger.jobs.v1.JobService";
    private static final String V1 = "grpc.reflection.v1.ServerReflection";
    private static final String V1_ALPHA = "grpc.reflection.v1alpha.ServerReflection";

    @RegisterExtension
    static final PlatformExtension platform = PlatformExtension.started();

    @ParameterizedTest
    @ValueSource(strings = {V1, V1_ALPHA})
    void theGatewayDescribesWhatItServesToWhoeverMayInfer(String service) throws Exception {
        PlatformAccess access = platform.access();
        describesInference(access.gatewayGrpc(), access.token(), service, JOBS);
    }

    @ParameterizedTest
    @ValueSource(strings = {V1, V1_ALPHA})
    void theModelServerDescribesWhatItServes(String service) throws Exception {
        describesInference(platform.access().modelServerGrpc(), "", service);
    }

    @Test
    void withoutATokenTheGatewayDescribesNothing() {
        for (String service : List.of(V1, V1_ALPHA)) {
            assertThatThrownBy(() -> ask(platform.access().gatewayGrpc(), "", service, listing()))
                    .isInstanceOfSatisfying(StatusRuntimeException.class,
                            refused -> assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED));
        }
    }

    private static void describesInference(String address, String token, String service, String... others) throws Exception {
        List<String> listed = ask(address, token, service, listing()).getListServicesResponse().getServiceList().stream()
                .map(ServiceResponse::getName).toList();
        List<String> served = Stream.concat(Stream.of(others), Stream.of(INFERENCE, "grpc.health.v1.Health", V1, V1_ALPHA)).toList();
        assertThat(listed).containsExactlyInAnyOrderElementsOf(served);

        List<FileDescriptorProto> files = ask(address, token, service,
                ServerReflectionRequest.newBuilder().setFileContainingSymbol(INFERENCE).build())
                .getFileDescriptorResponse().getFileDescriptorProtoList().stream().map(ReflectionIT::file).toList();
        assertThat(files.getFirst().getService(0).getMethodList()).extracting(method -> method.getName())
                .contains("ModelInfer", "ModelStreamInfer", "ServerReady", "RepositoryIndex");
        assertThat(files.getFirst().getMessageTypeList()).extracting(message -> message.getName()).contains("ModelInferRequest");

        ErrorResponse notServed = ask(address, token, service, ServerReflectionRequest.newBuilder()
                .setFileContainingSymbol("outrigger.registry.v1.RegistryService").build()).getErrorResponse();
        assertThat(notServed.getErrorCode()).as("served elsewhere").isEqualTo(Status.Code.NOT_FOUND.value());
    }

    private static ServerReflectionRequest listing() {
        return ServerReflectionRequest.newBuilder().setListServices("").build();
    }

    /** One question and its answer; the messages of both versions are the same on the wire. */
    private static ServerReflectionResponse ask(String address, String token, String service, ServerReflectionRequest question)
            throws InterruptedException {
        Metadata headers = new Metadata();
        if (!token.isEmpty()) {
            headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        }
        ManagedChannel channel = NettyChannelBuilder.forTarget("dns:///" + address).usePlaintext()
                .intercept(MetadataUtils.newAttachHeadersInterceptor(headers)).build();
        try {
            BlockingQueue<Object> answers = new LinkedBlockingQueue<>();
            MethodDescriptor<ServerReflectionRequest, ServerReflectionResponse> method = ServerReflectionGrpc
                    .getServerReflectionInfoMethod().toBuilder().setFullMethodName(service + "/ServerReflectionInfo").build();
            StreamObserver<ServerReflectionRequest> questions = ClientCalls.asyncBidiStreamingCall(
                    channel.newCall(method, io.grpc.CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS)), collecting(answers));
            questions.onNext(question);
            questions.onCompleted();
            Object answer = answers.poll(60, TimeUnit.SECONDS);
            if (answer instanceof StatusRuntimeException refused) {
                throw refused;
            }
            assertThat(answer).isInstanceOf(ServerReflectionResponse.class);
            return (ServerReflectionResponse) answer;
        } finally {
            channel.shutdownNow();
        }
    }

    private static StreamObserver<ServerReflectionResponse> collecting(BlockingQueue<Object> answers) {
        return new StreamObserver<>() {
            @Override
            public void onNext(ServerReflectionResponse answer) {
                answers.add(answer);
            }

            @Override
            public void onError(Throwable failed) {
                answers.add(failed);
            }

            @Override
            public void onCompleted() {
                answers.add("completed");
            }
        };
    }

    private static FileDescriptorProto file(com.google.protobuf.ByteString bytes) {
        try {
            return FileDescriptorProto.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }
}
