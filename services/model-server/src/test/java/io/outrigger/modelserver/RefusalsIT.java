package io.outrigger.modelserver;

import static io.outrigger.modelserver.TestServer.floatBytes;
import static io.outrigger.modelserver.TestServer.floats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.inference.InferParameter;
import io.outrigger.proto.inference.InferTensorContents;
import io.outrigger.proto.inference.ModelInferRequest.InferRequestedOutputTensor;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelReadyRequest;
import io.outrigger.proto.inference.ModelStatisticsRequest;
import io.outrigger.testing.RawBytes;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a real Triton refuses is refused with the same status and the same sense; nothing of it is counted as an inference. */
class RefusalsIT {

    @RegisterExtension
    static final TestServer SERVER = new TestServer();

    private static final String ID_UNKNOWN = "[request id: <id_unknown>] ";

    private static void assertRefused(ModelInferRequest.Builder request, Status.Code code, String text) {
        var refusal = catchThrowableOfType(StatusRuntimeException.class, () -> SERVER.grpc().modelInfer(request.build()));
        assertThat(refusal).as("an answer instead of a refusal").isNotNull();
        assertThat(refusal.getStatus().getCode()).as(refusal.getMessage()).isEqualTo(code);
        assertThat(refusal.getStatus().getDescription()).contains(text);
        assertThat(SERVER.statistics("scale").getInferenceStats().getFail().getCount()).isZero();
        assertThat(SERVER.statistics("scale").getExecutionCount()).isZero();
    }

    private static ModelInferRequest.Builder good() {
        return floats("scale", List.of(1L, 4L), 1, 2, 3, 4);
    }

    private static ModelInferRequest.Builder input(String name, String datatype, List<Long> shape, int bytes) {
        return TestServer.request("scale", name, datatype, shape, ByteString.copyFrom(new byte[bytes]));
    }

    @Test
    void modelsAndVersions() {
        assertRefused(good().setModelName("x"), Status.Code.NOT_FOUND, "Request for unknown model: 'x' is not found");
        assertRefused(good().setModelVersion("9"), Status.Code.NOT_FOUND, "Request for unknown model: 'scale' version 9 is not found");
        assertRefused(good().setModelVersion("abc"), Status.Code.INVALID_ARGUMENT,
                "failed to get model version from specified version string 'abc'");
        assertRefused(good().setModelName(""), Status.Code.NOT_FOUND, "is not found");
        assertThat(SERVER.grpc().modelReady(ModelReadyRequest.newBuilder().setName("x").build()).getReady()).isFalse();
        assertThat(SERVER.get("/v2/models/x/ready").statusCode()).isEqualTo(400);
        var statistics = catchThrowableOfType(StatusRuntimeException.class,
                () -> SERVER.grpc().modelStatistics(ModelStatisticsRequest.newBuilder().setName("x").build()));
        assertThat(statistics.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(SERVER.get("/v2/models/x/stats").statusCode()).isEqualTo(400);
    }

    @Test
    void tensors() {
        assertRefused(input("input", "FP64", List.of(1L, 4L), 32), Status.Code.INVALID_ARGUMENT,
                ID_UNKNOWN + "inference input 'input' data-type is 'FP64', but model 'scale' expects 'FP32'");
        assertRefused(input("input", "FP31", List.of(1L, 4L), 32), Status.Code.INVALID_ARGUMENT, "FP31");
        assertRefused(input("input", "FP32", List.of(1L, 3L), 12), Status.Code.INVALID_ARGUMENT,
                ID_UNKNOWN + "unexpected shape for input 'input' for model 'scale'. Expected [-1,4], got [1,3].");
        assertRefused(input("input", "FP32", List.of(33L, 4L), 33 * 16), Status.Code.INVALID_ARGUMENT,
                ID_UNKNOWN + "inference request batch-size must be <= 32 for 'scale'");
        assertRefused(input("input", "FP32", List.of(0L, 4L), 0), Status.Code.INVALID_ARGUMENT, "unexpected shape");
        assertRefused(input("input", "FP32", List.of(-1L, 4L), 0), Status.Code.INVALID_ARGUMENT, "unexpected shape");
        assertRefused(input("input", "FP32", List.of(1L, 4L), 100), Status.Code.INVALID_ARGUMENT,
                ID_UNKNOWN + "input byte size mismatch for input 'input' for model 'scale'. Expected 16, got 100");
        assertRefused(floats("add-two-inputs", List.of(1L, 4L), 1, 2, 3, 4).setInputs(0, input("A", "FP32", List.of(1L, 4L),
                16).getInputs(0)),
                Status.Code.INVALID_ARGUMENT,
                "expected 2 inputs but got 1 inputs for model 'add-two-inputs', but missing required input(s) ['B']");
        assertRefused(good().addInputs(good().getInputs(0).toBuilder().setName("foo")).addRawInputContents(floatBytes(1)),
                Status.Code.INVALID_ARGUMENT, "unexpected inference input 'foo' for model 'scale'");
        assertRefused(good().addInputs(good().getInputs(0)).addRawInputContents(floatBytes(1, 2, 3, 4)),
                Status.Code.INVALID_ARGUMENT, ID_UNKNOWN + "input 'input' already exists in request");
        assertRefused(good().addOutputs(InferRequestedOutputTensor.newBuilder().setName("foo")), Status.Code.INVALID_ARGUMENT,
                "unexpected inference output 'foo' for model 'scale'");
        assertRefused(good().setId("seven").setInputs(0, good().getInputs(0).toBuilder().setDatatype("INT8")), Status.Code.INVALID_ARGUMENT,
                "[request id: seven] ");
    }

    @Test
    void contents() {
        var typed = good().getInputs(0).toBuilder().setContents(InferTensorContents.newBuilder().addFp32Contents(1));
        assertRefused(good().setInputs(0, typed), Status.Code.INVALID_ARGUMENT,
                "contents field must not be specified when using raw_input_contents");
        assertRefused(good().addRawInputContents(floatBytes(1)), Status.Code.INVALID_ARGUMENT, "raw_input_contents");
        assertRefused(good().clearRawInputContents(), Status.Code.INVALID_ARGUMENT, "input");
    }

    @Test
    void parameters() {
        var yes = InferParameter.newBuilder().setBoolParam(true).build();
        var name = InferParameter.newBuilder().setStringParam("a").build();
        assertThat(SERVER.grpc().modelInfer(good().putParameters("triton_enable_empty_final_response", yes).build()).getOutputsCount())
                .isEqualTo(1);
        assertRefused(good().putParameters("triton_x", yes), Status.Code.INVALID_ARGUMENT, "'triton_x' that is reserved");
        assertRefused(good().putParameters("triton_enable_empty_final_response", name), Status.Code.INVALID_ARGUMENT, "true or false");
        assertRefused(good().putParameters("sequence_id", name), Status.Code.INVALID_ARGUMENT, "'sequence_id'");
        assertRefused(good().putParameters("sequence_start", yes), Status.Code.INVALID_ARGUMENT, "sequences are not served");
        assertRefused(good().setInputs(0, good().getInputs(0).toBuilder().putParameters("shared_memory_region", name)),
                Status.Code.INVALID_ARGUMENT, "Tensor 'input' has a parameter 'shared_memory_region' that points at shared memory");
        assertRefused(good().addOutputs(InferRequestedOutputTensor.newBuilder().setName("output").putParameters("shared_memory_region",
                name)), Status.Code.INVALID_ARGUMENT, "shared memory");
    }

    @Test
    void booleansThatAreNeitherTrueNorFalse() {
        var good = TestServer.request("not", "input", "BOOL", List.of(1L, 2L), ByteString.copyFrom(new byte[] {0, 1})).build();
        assertThat(SERVER.grpc().modelInfer(good).getRawOutputContents(0).toByteArray()).containsExactly(1, 0);
        assertRefused(TestServer.request("not", "input", "BOOL", List.of(1L, 2L), ByteString.copyFrom(new byte[] {1, -1})),
                Status.Code.INVALID_ARGUMENT, "input 'input' for model 'not' is BOOL, whose bytes are 0 or 1; byte 1 is 255");
    }

    @Test
    void aModelThatGivesAnotherNumberOfRowsIsNotRefused() {
        for (long rows = 1; rows <= 2; rows++) {
            var answer = SERVER.grpc().modelInfer(floats("first-row", List.of(rows, 4L), new float[(int) rows * 4]).build());
            assertThat(answer.getOutputs(0).getShapeList()).containsExactly(1L, 4L);
        }
    }

    @Test
    void shapesThatBringARealTritonDown() {
        assertRefused(TestServer.request("identity-fp32", "input", "FP32", List.of(1L, 1L << 62), ByteString.EMPTY),
                Status.Code.INVALID_ARGUMENT, "more elements than can be counted");
        assertRefused(TestServer.request("identity-fp32", "input", "FP32", List.of(Long.MAX_VALUE, 64L), floatBytes(1)),
                Status.Code.INVALID_ARGUMENT, "more elements than can be counted");
        assertRefused(TestServer.request("identity-fp32", "input", "FP32", List.of(4L, 1L << 33), floatBytes(1)),
                Status.Code.INVALID_ARGUMENT, "Expected 137438953472, got 4");
        for (String shape : List.of("[1000000000000,64]", "[9223372036854775807,64]", "[33554432,64]", "[1,9223372036854775807]",
                "[-1,4]")) {
            var answer = SERVER.post("/v2/models/identity-fp32/infer", TestServer.json("input", shape, "FP32", "[1]"));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "/v2/models/x/infer | 404 | is not found",
        "/v2/models/scale/versions/9/infer | 404 | version 9 is not found",
        "/v2/models/scale/versions/abc/infer | 404 | failed to get model version",
        "/v2/models/identity-fp32/infer | 200 | outputs"})
    void addressesOverHttp(String path, int status, String text) {
        var answer = SERVER.post(path, TestServer.json("input", "[1,4]", "FP32", "[1,2,3,4]"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(text);
        if (status != 200) {
            assertThat(answer.body()).contains("""
                    "error":""");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            not json
            {}
            {"inputs":7}
            {"inputs":[]}
            {"inputs":[{"name":"input","shape":[1,4],"datatype":"FP16","data":[1,2,3,4]}]}
            {"inputs":[{"name":"input","shape":[1,4],"datatype":"FP32","data":[1,2,3]}]}
            {"inputs":[{"name":"input","shape":[1,4],"datatype":"FP32","data":[1,2,3,NaN]}]}
            """)
    void bodiesOverHttp(String body) {
        var answer = SERVER.post("/v2/models/scale/infer", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("""
                "error":""");
    }

    @Test
    void aHeaderLengthBeyondTheBody() {
        var answer = SERVER.postBytes("/v2/models/scale/infer", new byte[10], Map.of("Inference-Header-Content-Length", "99999"));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(new String(answer.body())).contains("inference header size should be in range (0, 10), got: 99999");
        answer = SERVER.postBytes("/v2/models/scale/infer", new byte[16], Map.of("Inference-Header-Content-Length", "0"));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(new String(answer.body())).contains("raw binary requests, which have no JSON, are not served");
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/systemsharedmemory/status, system_shared_memory", "/v2/systemsharedmemory/region/mine/register, system_shared_memory",
        "/v2/cudasharedmemory/unregister, cuda_shared_memory", "/v2/trace/setting, trace", "/v2/models/scale/trace/setting, trace",
        "/v2/logging, logging", "/v2/models/scale/generate, generate", "/v2/models/scale/versions/1/generate_stream, generate"})
    void extensionsThatAreNotServed(String path, String extension) {
        for (var answer : List.of(SERVER.get(path), SERVER.post(path, "{}"))) {
            assertThat(answer.statusCode()).isEqualTo(501);
            assertThat(answer.body()).contains("not_implemented").contains("The extension '" + extension + "'");
        }
    }

    @Test
    void unloadsThatAskForMore() {
        assertThat(SERVER.post("/v2/repository/models/nothing/unload", """
                {"parameters":{"unload_dependents":true}}""").body())
                .contains("there are no ensembles here");
        assertThat(SERVER.post("/v2/repository/models/nothing/unload", """
                {"parameters":{"unload_dependents":false}}""").body())
                .doesNotContain("unload_dependents");
        assertThat(SERVER.post("/v2/repository/models/scale/load", """
                {"parameters":{"config":"{}"}}""").body())
                .contains("'config' of a load is not served");
    }

    @Test
    void bytesThatAreNoMessage() {
        var method = GRPCInferenceServiceGrpc.getModelInferMethod().toBuilder(new RawBytes(), new RawBytes()).build();
        for (byte[] bytes : List.of(new byte[] {0x3a, 0x7f}, new byte[] {0x0b}, new byte[] {(byte) 0xff, (byte) 0xff}, new byte[] {0x0a,
                1, -1},
                new byte[] {0x3a, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1})) {
            var refusal = catchThrowableOfType(StatusRuntimeException.class,
                    () -> ClientCalls.blockingUnaryCall(SERVER.channel(), method, CallOptions.DEFAULT, bytes));
            assertThat(refusal.getStatus().getCode()).as(refusal.getMessage()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        }
    }
}
