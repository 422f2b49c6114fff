package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.outrigger.openinference.wire.InferMethods;
import io.outrigger.openinference.wire.InferResponses;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.proto.inference.InferParameter;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.proto.inference.ModelRepositoryParameter;
import io.outrigger.proto.inference.ModelStreamInferResponse;
import io.outrigger.proto.inference.RepositoryModelUnloadRequest;
import io.outrigger.proto.inference.ServerMetadataRequest;
import io.outrigger.testing.AllAnswers;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same messages to gateway, router, orchestrator and model server: each may be asked by a stock client, and all read alike. */
class EveryHopIT {
    private static final float[] PIXELS = Digits.pixels(Repository.bytes(Repository.PICTURES.resolve("7-1.png")));
    private static final String FINAL = "triton_final_response";
    private static final String ENABLE_EMPTY_FINAL = "triton_enable_empty_final_response";
    private static final InferParameter YES = InferParameter.newBuilder().setBoolParam(true).build();

    @RegisterExtension
    static final PlatformExtension platform = PlatformExtension.started();

    enum Hop {
        GATEWAY, ROUTER, ORCHESTRATOR, MODEL_SERVER;

        StockClient open() {
            PlatformAccess access = platform.access();
            return switch (this) {
                case GATEWAY -> platform.grpc();
                case ROUTER -> StockClient.open(access.routerGrpc(), "");
                case ORCHESTRATOR -> StockClient.open(access.orchestratorGrpc(), "");
                case MODEL_SERVER -> StockClient.open(access.modelServerGrpc(), "");
            };
        }
    }

    /** As k6 sends requests, whose fields have no order. */
    @ParameterizedTest
    @EnumSource
    void takesTheFieldsInAnyOrder(Hop hop) {
        try (StockClient client = hop.open()) {
            ModelInferResponse expected = client.infer(request("7").build());
            for (int seed = 0; seed < 30; seed++) {
                WireMessage answer = ask(client.channel(), shuffled(request("7").build(), new Random(seed)));
                assertThat(InferResponses.parse(answer)).as("order %d", seed).isEqualTo(expected);
            }
            assertThat(expected.getModelVersion()).isEqualTo("2");
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesAModelThatIsNamedTwice(Hop hop) {
        try (StockClient client = hop.open()) {
            byte[] twice = joined(List.of(request("7").build().toByteArray(),
                    ModelInferRequest.newBuilder().setModelName("another").build().toByteArray()));
            StatusRuntimeException refusal = catchThrowableOfType(StatusRuntimeException.class,
                    () -> ask(client.channel(), twice));
            assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
            assertThat(refusal.getStatus().getDescription()).contains("model_name is there twice");
        }
    }

    /** As perf_analyzer and tritonclient's stream ask. */
    @ParameterizedTest
    @EnumSource
    void saysWhichAnswerOfAStreamIsFinal(Hop hop) throws Exception {
        try (StockClient client = hop.open()) {
            List<ModelStreamInferResponse> answers = stream(client, List.of(
                    request("plain").build(),
                    request("asking").putParameters(ENABLE_EMPTY_FINAL, YES).build(),
                    request("failing").putParameters(ENABLE_EMPTY_FINAL, YES).clearInputs().clearRawInputContents().build(),
                    request("reserved").putParameters("triton_other", YES).build()));
            assertThat(answers).extracting(answer -> answer.getInferResponse().getId())
                    .containsExactly("plain", "asking", "failing", "reserved");
            assertThat(answers).allSatisfy(answer ->
                    assertThat(answer.getInferResponse().getParametersOrThrow(FINAL).getBoolParam()).isTrue());
            assertThat(answers).extracting(answer -> answer.getErrorMessage().isEmpty()).containsExactly(true, true, false, false);
            assertThat(answers.get(3).getErrorMessage()).contains("triton_other").contains("reserved");
        }
    }

    @ParameterizedTest
    @EnumSource
    void takesTheWishForAFinalAnswerOnAUnaryCallAndNoOtherReservedName(Hop hop) {
        try (StockClient client = hop.open()) {
            assertThat(client.infer(request("7").putParameters(ENABLE_EMPTY_FINAL, YES).build()).getOutputsCount()).isEqualTo(1);
            Map<String, ModelInferRequest> refused = Map.of(
                    "triton_other", request("7").putParameters("triton_other", YES).build(),
                    "sequence_start", request("7").putParameters("sequence_start", YES).build(),
                    "shared_memory_region", request("7").setInputs(0, request("7").getInputs(0).toBuilder()
                            .putParameters("shared_memory_region", InferParameter.newBuilder().setStringParam("mine").build())).build());
            refused.forEach((name, request) -> {
                StatusRuntimeException refusal = catchThrowableOfType(StatusRuntimeException.class, () -> client.infer(request));
                assertThat(refusal.getStatus().getCode()).as(name).isEqualTo(Status.Code.INVALID_ARGUMENT);
                assertThat(refusal.getStatus().getDescription()).contains("a parameter '" + name + "' that");
            });
        }
    }

    /** The repository itself is the model server's; every hop refuses what an unload must not ask for. */
    @ParameterizedTest
    @EnumSource
    void takesTheUnloadThatTritonclientSendsAndNoneOfDependents(Hop hop) {
        String administrator = hop == Hop.GATEWAY ? platform.access().adminToken() : "";
        try (StockClient user = hop.open(); StockClient client = hop == Hop.GATEWAY
                ? StockClient.open(platform.access().gatewayGrpc(), administrator) : user) {
            for (boolean dependents : new boolean[] {true, false}) {
                var unload = RepositoryModelUnloadRequest.newBuilder().setModelName("nobody").putParameters("unload_dependents",
                        ModelRepositoryParameter.newBuilder().setBoolParam(dependents).build()).build();
                StatusRuntimeException refusal = catchThrowableOfType(StatusRuntimeException.class,
                        () -> client.stub().repositoryModelUnload(unload));
                String said = refusal == null ? "" : refusal.getStatus().getDescription();
                assertThat(said).satisfies(dependents
                        ? text -> assertThat(text).contains("unload_dependents")
                        : text -> assertThat(text).doesNotContain("unload_dependents"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void namesTheExtensionsThatAreNotServed(Hop hop) {
        try (StockClient client = hop.open()) {
            for (String method : List.of("SystemSharedMemoryStatus", "SystemSharedMemoryRegister", "SystemSharedMemoryUnregister",
                    "CudaSharedMemoryStatus", "CudaSharedMemoryRegister", "CudaSharedMemoryUnregister", "TraceSetting", "LogSettings")) {
                MethodDescriptor<WireMessage, WireMessage> unserved =
                        InferMethods.MODEL_INFER.toBuilder().setFullMethodName("inference.GRPCInferenceService/" + method).build();
                StatusRuntimeException refusal = catchThrowableOfType(StatusRuntimeException.class, () ->
                        ClientCalls.blockingUnaryCall(client.channel(), unserved,
                                CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS), WireMessage.of(new byte[0])));
                assertThat(refusal.getStatus().getCode()).as(method).isEqualTo(Status.Code.UNIMPLEMENTED);
                assertThat(refusal.getStatus().getDescription()).contains("extension '").contains("is not served here");
            }
            assertThat(client.stub().serverMetadata(ServerMetadataRequest.getDefaultInstance()).getExtensionsList())
                    .containsExactly("classification", "model_repository", "schedule_policy", "model_configuration", "binary_tensor_data",
                            "parameters", "statistics");
        }
    }

    private static ModelInferRequest.Builder request(String id) {
        return StockClient.request("2", PIXELS).setId(id);
    }

    private static WireMessage ask(Channel channel, byte[] message) {
        return ClientCalls.blockingUnaryCall(channel, InferMethods.MODEL_INFER,
                CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS), WireMessage.of(message));
    }

    private static byte[] shuffled(ModelInferRequest request, Random random) {
        List<byte[]> fields = new ArrayList<>(List.of(
                ModelInferRequest.newBuilder().setModelName(request.getModelName()).build().toByteArray(),
                ModelInferRequest.newBuilder().setModelVersion(request.getModelVersion()).build().toByteArray(),
                ModelInferRequest.newBuilder().setId(request.getId()).build().toByteArray(),
                ModelInferRequest.newBuilder().addInputs(request.getInputs(0)).build().toByteArray(),
                ModelInferRequest.newBuilder().addRawInputContents(request.getRawInputContents(0)).build().toByteArray()));
        Collections.shuffle(fields, random);
        return joined(fields);
    }

    private static byte[] joined(List<byte[]> fields) {
        var joined = new ByteArrayOutputStream();
        fields.forEach(joined::writeBytes);
        return joined.toByteArray();
    }

    private static List<ModelStreamInferResponse> stream(StockClient client, List<ModelInferRequest> requests) throws Exception {
        var answers = new AllAnswers<ModelStreamInferResponse>();
        StreamObserver<ModelInferRequest> stream = client.stream(answers);
        requests.forEach(stream::onNext);
        stream.onCompleted();
        return answers.ended().get(30, TimeUnit.SECONDS);
    }
}
