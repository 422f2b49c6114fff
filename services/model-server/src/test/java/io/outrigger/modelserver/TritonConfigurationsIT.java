package io.outrigger.modelserver;

import static io.outrigger.modelserver.TestServer.floatBytes;
import static io.outrigger.modelserver.TestServer.floats;
import static io.outrigger.modelserver.TestServer.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.outrigger.proto.inference.ModelConfigRequest;
import io.outrigger.proto.inference.ModelMetadataRequest;
import io.outrigger.proto.inference.RepositoryIndexRequest;
import io.outrigger.proto.inference.RepositoryModelLoadRequest;
import io.outrigger.proto.onnx.OnnxModel;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Configurations that were written for a Triton server, served as it would serve them. */
@Timeout(60)
class TritonConfigurationsIT {

    @RegisterExtension
    static final TestServer SERVER = new TestServer();

    private static void serve(String name, OnnxModel model, String config) throws IOException {
        SmallModel.write(model, SERVER.repository(), name, config);
        var answer = SERVER.grpc().repositoryModelLoad(RepositoryModelLoadRequest.newBuilder().setModelName(name).build());
        assertThat(answer).isNotNull();
    }

    private static String tensors(String dimsIn, String dimsOut) {
        return """
                input { name: "x" data_type: TYPE_FP32 %s } output { name: "y" data_type: TYPE_FP32 %s }""".formatted(dimsIn, dimsOut);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dims: [ 1 ]", "dims: [ 1 ] reshape { shape: [ ] }", "dims: 1 reshape { }"})
    void aScalarIsOneElementForCallers(String dims) throws IOException {
        serve("scalar", SmallModel.of("Neg", SmallModel.FLOAT), tensors(dims, dims));
        var answer = SERVER.grpc().modelInfer(request("scalar", "x", "FP32", List.of(1L), floatBytes(5)).build());
        assertThat(answer.getOutputs(0).getShapeList()).containsExactly(1L);
        assertThat(floats(answer, 0)).containsExactly(-5);
        var metadata = SERVER.grpc().modelMetadata(ModelMetadataRequest.newBuilder().setName("scalar").build());
        assertThat(metadata.getInputs(0).getShapeList()).containsExactly(1L);
        assertThat(metadata.getOutputs(0).getShapeList()).containsExactly(1L);
    }

    @Test
    void scalarsInABatch() throws IOException {
        serve("labels", SmallModel.of("Neg", SmallModel.FLOAT, "N"), "max_batch_size: 8 " + tensors("dims: [ 1 ]",
                "dims: [ 1 ] reshape { shape: [ ] }") + " dynamic_batching { }");
        var answer = SERVER.grpc().modelInfer(request("labels", "x", "FP32", List.of(3L, 1L), floatBytes(1, 2, 3)).build());
        assertThat(answer.getOutputs(0).getShapeList()).containsExactly(3L, 1L);
        assertThat(floats(answer, 0)).containsExactly(-1, -2, -3);
        var json = SERVER.post("/v2/models/labels/infer", TestServer.json("x", "[2,1]", "FP32", "[4,5]"));
        assertThat(json.body()).contains("""
                "shape":[2,1]""").contains("-4.0,-5.0");
    }

    @Test
    void aReshapeCarriesOpenDimensionsOver() throws IOException {
        serve("reshaped", SmallModel.of("Neg", SmallModel.FLOAT, "N", 1, "H", 2), "max_batch_size: 4 "
                + tensors("dims: [ -1, 2 ] reshape { shape: [ 1, -1, 2 ] }", "dims: [ -1, 2, 1 ] reshape { shape: [ 1, -1, 2 ] }"));
        var answer = SERVER.grpc().modelInfer(request("reshaped", "x", "FP32", List.of(1L, 3L, 2L), floatBytes(1, 2, 3, 4, 5, 6)).build());
        assertThat(answer.getOutputs(0).getShapeList()).containsExactly(1L, 3L, 2L, 1L);
        assertThat(floats(answer, 0)).containsExactly(-1, -2, -3, -4, -5, -6);
        var config = SERVER.grpc().modelConfig(ModelConfigRequest.newBuilder().setName("reshaped").build()).getConfig();
        assertThat(config.getInput(0).getReshape().getShapeList()).containsExactly(1L, -1L, 2L);
    }

    @Test
    void aReshapeThatChangesTheNumberOfElementsIsRefused() {
        var refusal = catchThrowableOfType(StatusRuntimeException.class, () -> serve("grown",
                SmallModel.of("Neg", SmallModel.FLOAT, 2, 2), tensors("dims: [ 5 ] reshape { shape: [ 2, 2 ] }", "dims: [ 2, 2 ]")));
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(refusal.getStatus().getDescription()).contains("grown/config.pbtxt: input 'x' has dims [5] and reshape [2, 2]");
    }

    @Test
    void whatIsLeftOutIsReadFromTheFile() throws IOException {
        var model = SmallModel.of(List.of(SmallModel.value("a", SmallModel.FLOAT, "N", 2), SmallModel.value("b", SmallModel.FLOAT, "N", 2)),
                List.of(SmallModel.value("y", SmallModel.FLOAT, "N", 2)), SmallModel.node("Add", List.of("a", "b"), "y"));
        serve("partial", model, """
                max_batch_size: 4 input { name: "b" dims: [ 2 ] } output { name: "y" data_type: TYPE_FP32 }""");
        var config = SERVER.grpc().modelConfig(ModelConfigRequest.newBuilder().setName("partial").build()).getConfig();
        assertThat(config.getInputList().stream().map(input -> input.getName() + input.getDataType() + input.getDimsList()))
                .containsExactlyInAnyOrder("aTYPE_FP32[2]", "bTYPE_FP32[2]");
        assertThat(config.getOutput(0).getDimsList()).containsExactly(2L);
    }

    @Test
    void warmupRunsBeforeTheModelIsReady() throws IOException {
        var model = SmallModel.of("Neg", SmallModel.FLOAT, "N", 2);
        String inputs = """
                inputs { key: "x" value { data_type: TYPE_FP32 dims: [ 2 ] %s } }""";
        String rows = inputs.formatted("input_data_file: \"rows\"");
        Files.createDirectories(SERVER.repository().resolve("warm/warmup"));
        Files.write(SERVER.repository().resolve("warm/warmup/rows"), floatBytes(1, 2, 3, 4).toByteArray());
        serve("warm", model, """
                max_batch_size: 4 model_warmup [
                  { name: "zero" batch_size: 1 count: 3 %s },
                  { name: "random" batch_size: 4 %s },
                  { name: "file" batch_size: 2 %s } ]"""
                .formatted(inputs.formatted("zero_data: true"), inputs.formatted("random_data: true"), rows));
        assertThat(SERVER.get("/v2/models/warm/ready").statusCode()).isEqualTo(200);

        var refusal = catchThrowableOfType(StatusRuntimeException.class, () -> serve("warm", model, """
                max_batch_size: 4 model_warmup { name: "file" batch_size: 3 %s }""".formatted(rows)));
        assertThat(refusal.getStatus().getDescription()).contains("model_warmup 'file' input 'x' input_data_file 'rows' has 16 bytes");
    }

    @Test
    void aWarmupThatTheModelRefusesRefusesTheLoad() {
        var model = SmallModel.of(List.of(SmallModel.value("x", SmallModel.FLOAT, "A"), SmallModel.value("b", SmallModel.FLOAT, "B")),
                List.of(SmallModel.value("y", SmallModel.FLOAT, "C")), SmallModel.node("Add", List.of("x", "b"), "y"));
        var refusal = catchThrowableOfType(StatusRuntimeException.class, () -> serve("cold", model, """
                model_warmup { name: "uneven" inputs { key: "x" value { dims: [ 2 ] zero_data: true } }
                  inputs { key: "b" value { dims: [ 3 ] zero_data: true } } }"""));
        assertThat(refusal.getStatus().getDescription()).contains("load failed for model 'cold'").contains("model_warmup 'uneven' fails:");
        assertThat(SERVER.grpc().repositoryIndex(RepositoryIndexRequest.getDefaultInstance()).getModelsList())
                .filteredOn(model1 -> model1.getName().equals("cold")).singleElement()
                .satisfies(entry -> assertThat(entry.getReason()).contains("model_warmup 'uneven' fails:"));
    }
}
