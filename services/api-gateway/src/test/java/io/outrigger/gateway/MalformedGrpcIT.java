package io.outrigger.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.rpc.ErrorInfo;
import io.grpc.CallOptions;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.outrigger.gateway.testing.GatewayExtension;
import io.outrigger.openinference.wire.InferMethods;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.inference.InferParameter;
import io.outrigger.proto.inference.InferTensorContents;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferRequest.InferInputTensor;
import io.outrigger.proto.inference.ModelInferRequest.InferRequestedOutputTensor;
import io.outrigger.proto.inference.ModelStreamInferResponse;
import io.outrigger.proto.inference.RepositoryModelLoadRequest;
import io.outrigger.testing.AllAnswers;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad gRPC requests, alone and in streams: each is refused with its code and a sentence, and none reaches the router. */
class MalformedGrpcIT {

    @RegisterExtension
    static final GatewayExtension GATEWAY = new GatewayExtension();

    private record Case(String name, WireMessage message, Code status, String code, String fragment) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                bad("no model", good().setModelName(""), Code.INVALID_ARGUMENT, "missing_field", "names no model"),
                bad("unknown model", good().setModelName("ghost"), Code.NOT_FOUND, "model_not_found", "ghost"),
                bad("unknown version", good().setModelVersion("9"), Code.NOT_FOUND, "version_not_found", "v9"),
                bad("unknown alias", good().setModelVersion("nightly"), Code.NOT_FOUND, "version_not_found", "nightly"),
                bad("odd version", good().setModelVersion("v0"), Code.INVALID_ARGUMENT, "invalid_version", "v0"),
                bad("long id", good().setId("x".repeat(2_000)), Code.INVALID_ARGUMENT, "malformed_request", "2000 bytes"),
                bad("no inputs", good().clearInputs().clearRawInputContents(), Code.INVALID_ARGUMENT, "missing_tensor", "'a'"),
                bad("no raw for the last", good().clearRawInputContents().addRawInputContents(zeros(16)), Code.INVALID_ARGUMENT,
                        "data_size_mismatch", "raw_input_contents"),
                bad("one raw too many", good().addRawInputContents(zeros(16)), Code.INVALID_ARGUMENT, "data_size_mismatch", "3 entries"),
                bad("wrong name", good().setInputs(0, input("c", "FP32", 1, 4)), Code.INVALID_ARGUMENT, "unexpected_tensor", "'c'"),
                bad("twice", good().setInputs(1, input("a", "FP32", 1, 4)).setRawInputContents(1, zeros(16)), Code.INVALID_ARGUMENT,
                        "duplicate_tensor", "'a'"),
                bad("wrong datatype", good().setInputs(0, input("a", "INT32", 1, 4)), Code.INVALID_ARGUMENT, "datatype_mismatch",
                        "'INT32'"),
                bad("no datatype", good().setInputs(0, input("a", "", 1, 4)), Code.INVALID_ARGUMENT, "datatype_mismatch", "FP32"),
                bad("wrong shape", good().setInputs(0, input("a", "FP32", 1, 5)), Code.INVALID_ARGUMENT, "shape_mismatch", "[1,5]"),
                bad("no shape", good().setInputs(0, input("a", "FP32")), Code.INVALID_ARGUMENT, "shape_mismatch", "[]"),
                bad("a batch of 2^62", good().setInputs(0, input("a", "FP32", 1L << 62, 4)).setRawInputContents(0, ByteString.EMPTY),
                        Code.INVALID_ARGUMENT, "batch_too_large", "4611686018427387904"),
                bad("negative rows", good().setInputs(0, input("a", "FP32", -4, 4)), Code.INVALID_ARGUMENT, "shape_mismatch", "negative"),
                bad("too many rows", good().setInputs(0, input("a", "FP32", 9, 4)), Code.INVALID_ARGUMENT, "batch_too_large", "9 rows"),
                bad("too few bytes", good().setRawInputContents(0, zeros(15)), Code.INVALID_ARGUMENT, "data_size_mismatch", "15"),
                bad("too many bytes", good().setRawInputContents(0, zeros(17)), Code.INVALID_ARGUMENT, "data_size_mismatch", "17"),
                bad("no bytes", good().setRawInputContents(0, ByteString.EMPTY), Code.INVALID_ARGUMENT, "data_size_mismatch", "0 bytes"),
                bad("raw and typed", good().setInputs(0, input("a", "FP32", 1, 4).toBuilder().setContents(
                        InferTensorContents.newBuilder().addFp32Contents(1))), Code.INVALID_ARGUMENT, "invalid_field", "raw"),
                bad("typed in the wrong field", typed(InferTensorContents.newBuilder().addAllFp64Contents(List.of(1.0, 2.0, 3.0, 4.0))),
                        Code.INVALID_ARGUMENT, "datatype_mismatch", "fp32_contents"),
                bad("typed and too few", typed(InferTensorContents.newBuilder().addFp32Contents(1)), Code.INVALID_ARGUMENT,
                        "data_size_mismatch", "1 elements"),
                bad("text cut short", text(new byte[] {9, 0, 0, 0, 'x'}), Code.INVALID_ARGUMENT, "data_size_mismatch", "9 bytes"),
                bad("text of 4 GB", text(new byte[] {-1, -1, -1, -1}), Code.INVALID_ARGUMENT, "data_size_mismatch", "4294967295"),
                bad("unknown output", good().addOutputs(InferRequestedOutputTensor.newBuilder().setName("y")), Code.INVALID_ARGUMENT,
                        "unexpected_tensor", "'y'"),
                bad("negative timeout", good().putParameters("timeout", InferParameter.newBuilder().setInt64Param(-1).build()),
                        Code.INVALID_ARGUMENT, "invalid_field", "timeout"),
                bad("reserved parameter", good().putParameters("triton_x", InferParameter.newBuilder().setBoolParam(true).build()),
                        Code.INVALID_ARGUMENT, "invalid_field", "triton_x"),
                bad("shared memory", good().setInputs(0, input("a", "FP32", 1, 4).toBuilder().putParameters("shared_memory_region",
                        InferParameter.newBuilder().setStringParam("x").build())), Code.INVALID_ARGUMENT, "invalid_field", "shared memory"),
                new Case("no message at all", WireMessage.of(new byte[0]), Code.INVALID_ARGUMENT, "missing_field", "names no model"),
                new Case("no protobuf", WireMessage.of("hello".getBytes()), Code.INVALID_ARGUMENT, "malformed_request",
                        "ModelInferRequest"),
                new Case("cut short", WireMessage.of(Arrays.copyOf(good().build().toByteArray(), 30)), Code.INVALID_ARGUMENT,
                        "malformed_request", "ModelInferRequest"),
                new Case("two model names", twoModels(), Code.INVALID_ARGUMENT, "malformed_request", "twice"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isRefusedAlone(Case bad) {
        int before = GATEWAY.router().calls();

        StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, () -> ClientCalls.blockingUnaryCall(
                GATEWAY.stub("infer").getChannel(), InferMethods.MODEL_INFER, CallOptions.DEFAULT, bad.message()));

        assertThat(refused.getStatus().getCode()).as(refused.getMessage()).isEqualTo(bad.status());
        assertThat(refused.getStatus().getDescription()).contains(bad.fragment());
        assertThat(reason(refused)).isEqualTo(bad.code());
        assertThat(GATEWAY.router().calls()).isEqualTo(before);
        assertThat(GATEWAY.stub("infer").modelInfer(good().build()).getModelName()).as("the next good request").isEqualTo("plain");
    }

    @ParameterizedTest
    @ValueSource(strings = {"modèle", "two words", "a\nb", "long"})
    void aNameThatFitsInNoHeaderIsNotSentOn(String name) {
        int before = GATEWAY.router().calls();
        String sent = name.equals("long") ? "x".repeat(100_000) : name;

        StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, () -> GATEWAY.stub("admin")
                .repositoryModelLoad(RepositoryModelLoadRequest.newBuilder().setModelName(sent).build()));

        assertThat(reason(refused)).isEqualTo("invalid_model_name");
        assertThat(refused.getStatus().getDescription()).hasSizeLessThan(400);
        assertThat(GATEWAY.router().calls()).isEqualTo(before);
    }

    @Test
    void failsMessageByMessageInAStreamThatGoesOn() throws Exception {
        List<Case> bad = cases().filter(one -> !one.name().equals("long id")).toList();
        int before = GATEWAY.router().calls();
        var collected = new AllAnswers<ModelStreamInferResponse>();
        var requests = ClientCalls.asyncBidiStreamingCall(GATEWAY.stub("infer").getChannel().newCall(
                InferMethods.modelStreamInfer(io.outrigger.openinference.wire.WireMarshaller.INSTANCE,
                        GRPCInferenceServiceGrpc.getModelStreamInferMethod().getResponseMarshaller()), CallOptions.DEFAULT),
                collected);
        for (Case one : bad) {
            requests.onNext(one.message());
            requests.onNext(WireMessage.of(good().setId("good-" + one.name()).build()));
        }
        requests.onCompleted();
        List<ModelStreamInferResponse> answers = collected.ended().get(20, TimeUnit.SECONDS);

        assertThat(answers).hasSize(2 * bad.size());
        for (int i = 0; i < bad.size(); i++) {
            assertThat(answers.get(2 * i).getErrorMessage()).contains(bad.get(i).fragment());
            assertThat(answers.get(2 * i + 1).getErrorMessage()).isEmpty();
            assertThat(answers.get(2 * i + 1).getInferResponse().getId()).isEqualTo("good-" + bad.get(i).name());
        }
        assertThat(answers.get(2).getInferResponse().getId()).as("a failure keeps its id").isEqualTo("mine");
        assertThat(GATEWAY.router().calls()).isEqualTo(before + bad.size());
    }

    @Test
    void refusesAMessageOverTheLimitWithASentence() {
        ModelInferRequest large = good().setRawInputContents(0, zeros(3 << 20)).build();

        StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, () -> GATEWAY.stub("infer").modelInfer(large));

        assertThat(refused.getStatus().getCode()).as(refused.getMessage()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(refused.getStatus().getDescription()).contains("2097152");
        assertThat(GATEWAY.stub("infer").modelInfer(good().build()).getModelName()).isEqualTo("plain");
    }

    private static Case bad(String name, ModelInferRequest.Builder request, Code status, String code, String fragment) {
        return new Case(name, WireMessage.of(request.build()), status, code, fragment);
    }

    private static ModelInferRequest.Builder good() {
        return ModelInferRequest.newBuilder().setModelName("plain").setId("mine")
                .addInputs(input("a", "FP32", 1, 4)).addInputs(input("b", "INT64", 1, 2))
                .addRawInputContents(zeros(16)).addRawInputContents(zeros(16));
    }

    private static ModelInferRequest.Builder typed(InferTensorContents.Builder contents) {
        return good().clearRawInputContents()
                .setInputs(0, input("a", "FP32", 1, 4).toBuilder().setContents(contents))
                .setInputs(1, input("b", "INT64", 1, 2).toBuilder().setContents(InferTensorContents.newBuilder().addInt64Contents(1)
                        .addInt64Contents(2)));
    }

    private static ModelInferRequest.Builder text(byte[] raw) {
        return good().addInputs(input("text", "BYTES", 1, 1)).addRawInputContents(ByteString.copyFrom(raw));
    }

    private static InferInputTensor input(String name, String datatype, long... shape) {
        return InferInputTensor.newBuilder().setName(name).setDatatype(datatype).addAllShape(Arrays.stream(shape).boxed().toList()).build();
    }

    private static ByteString zeros(int bytes) {
        return ByteString.copyFrom(new byte[bytes]);
    }

    private static WireMessage twoModels() {
        byte[] bytes = new byte[14];
        try {
            CodedOutputStream output = CodedOutputStream.newInstance(bytes);
            output.writeString(1, "plain");
            output.writeString(1, "ghost");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return WireMessage.of(bytes);
    }

    private static String reason(StatusRuntimeException refused) {
        return StatusProto.fromThrowable(refused).getDetailsList().stream()
                .filter(detail -> detail.is(ErrorInfo.class))
                .map(detail -> {
                    try {
                        return detail.unpack(ErrorInfo.class).getReason();
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .findFirst().orElse("no code");
    }
}
