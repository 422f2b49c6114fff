package io.outrigger.openinference.json;

import static io.outrigger.openinference.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.proto.inference.InferParameter;
import io.outrigger.proto.inference.InferTensorContents;
import io.outrigger.proto.inference.InferStatistics;
import io.outrigger.proto.inference.ModelConfig;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.proto.inference.ModelInferResponse.InferOutputTensor;
import io.outrigger.proto.inference.ModelMetadataResponse;
import io.outrigger.proto.inference.ModelParameter;
import io.outrigger.proto.inference.ModelStatistics;
import io.outrigger.proto.inference.ModelStatisticsResponse;
import io.outrigger.proto.inference.RepositoryIndexResponse;
import io.outrigger.proto.inference.ServerMetadataResponse;
import io.outrigger.proto.inference.StatisticDuration;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class InferResponseJsonTest {

    @Test
    void writesNumbersShortAndExact() {
        ByteBuffer floats = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        floats.putFloat(0.1f).putFloat(1e10f).putFloat(Float.NaN).putFloat(Float.NEGATIVE_INFINITY).putFloat(-0f).putFloat(3);
        var response = ModelInferResponse.newBuilder().setModelName("m").setModelVersion("3").setId("7")
                .putParameters("p", InferParameter.newBuilder().setUint64Param(-1).build())
                .addOutputs(output("s", "FP32", 1, 6)).addRawOutputContents(ByteString.copyFrom(floats.flip()));
        assertThat(text(InferResponseJson.write(response.build(), BinaryOutputs.NONE))).isEqualTo("""
                {"id":"7","model_name":"m","model_version":"3","parameters":{"p":18446744073709551615},\
                "outputs":[{"name":"s","datatype":"FP32","shape":[1,6],"data":[0.1,1.0E10,null,null,-0.0,3.0]}]}""");
    }

    @Test
    void putsWantedOutputsBehindTheJson() {
        var response = ModelInferResponse.newBuilder().setModelName("m").setModelVersion("3")
                .addOutputs(output("a", "UINT8", 2)).addRawOutputContents(ByteString.copyFromUtf8("ab"))
                .addOutputs(output("b", "INT8", 1)).addRawOutputContents(ByteString.copyFrom(new byte[] {-1}))
                .addOutputs(output("c", "BYTES", 1)).addRawOutputContents(ByteString.copyFrom(new byte[] {1, 0, 0, 0, -1})).build();
        InferResponseJson written = InferResponseJson.write(response, new BinaryOutputs(true, Map.of("b", false)));
        String json = """
                {"model_name":"m","model_version":"3","outputs":[\
                {"name":"a","datatype":"UINT8","shape":[2],"parameters":{"binary_data_size":2}},\
                {"name":"b","datatype":"INT8","shape":[1],"data":[-1]},\
                {"name":"c","datatype":"BYTES","shape":[1],"parameters":{"binary_data_size":5}}]}""";
        assertThat(written.jsonBytes()).isEqualTo(OptionalInt.of(json.length()));
        assertThat(new String(written.body(), StandardCharsets.ISO_8859_1)).isEqualTo(json + "ab\u0001\0\0\0\u00ff");
        assertRefused(ErrorCode.INVALID_FIELD, () -> InferResponseJson.write(response, BinaryOutputs.NONE), "Element 0", "'c'", "UTF-8");
    }

    @Test
    void readsRawContentsThatAreViewsOfALargerArray() {
        ByteString view = ByteString.copyFromUtf8("....\1\0\0\0x....").substring(4, 9);
        var response = ModelInferResponse.newBuilder().addOutputs(output("c", "BYTES", 1)).addRawOutputContents(view).build();
        assertThat(text(InferResponseJson.write(response, BinaryOutputs.NONE))).endsWith("""
                "data":["x"]}]}""");
    }

    @Test
    void writesTypedContentsOfOtherServers() {
        assertTyped("BOOL", c -> c.addBoolContents(true).addBoolContents(false), "true,false");
        assertTyped("INT8", c -> c.addIntContents(-1).addIntContents(2), "-1,2");
        assertTyped("INT16", c -> c.addIntContents(-1).addIntContents(2), "-1,2");
        assertTyped("INT32", c -> c.addIntContents(-1).addIntContents(2), "-1,2");
        assertTyped("INT64", c -> c.addInt64Contents(-1).addInt64Contents(2), "-1,2");
        assertTyped("UINT8", c -> c.addUintContents(255).addUintContents(2), "255,2");
        assertTyped("UINT16", c -> c.addUintContents(65535).addUintContents(2), "65535,2");
        assertTyped("UINT32", c -> c.addUintContents(-1).addUintContents(2), "4294967295,2");
        assertTyped("UINT64", c -> c.addUint64Contents(-1).addUint64Contents(2), "18446744073709551615,2");
        assertTyped("FP32", c -> c.addFp32Contents(0.1f).addFp32Contents(2), "0.1,2.0");
        assertTyped("FP64", c -> c.addFp64Contents(0.1).addFp64Contents(2), "0.1,2.0");
        assertTyped("BYTES", c -> c.addBytesContents(ByteString.copyFromUtf8("a\"")).addBytesContents(ByteString.EMPTY), """
                "a\\"",""\
                """);
    }

    @Test
    void blamesTheServerForAnswersThatDoNotAddUp() {
        var two = ModelInferResponse.newBuilder().addOutputs(output("a", "FP32", 2));
        assertFailed(two.clone(), "'a'", "0 elements");
        assertFailed(two.clone().addRawOutputContents(ByteString.copyFromUtf8("abc")), "'a'", "3 bytes", "needs 8");
        assertFailed(two.clone().addRawOutputContents(ByteString.EMPTY).addRawOutputContents(ByteString.EMPTY), "1 outputs", "2 raw");
        assertFailed(ModelInferResponse.newBuilder().addOutputs(output("a", "FLOAT", 2)), "'FLOAT'");
        assertFailed(ModelInferResponse.newBuilder().addOutputs(output("a", "FP32", -1)), "negative");
        assertFailed(ModelInferResponse.newBuilder().addOutputs(output("a", "FP32", Long.MAX_VALUE, 64)), "more elements");
        assertFailed(ModelInferResponse.newBuilder().addOutputs(output("a", "BYTES", 1))
                .addRawOutputContents(ByteString.copyFrom(new byte[] {9, 0, 0, 0})), "claims 9 bytes");
    }

    @Test
    void writesMetadataAsTritonDoes() {
        assertThat(new String(MessageJson.write(ServerMetadataResponse.newBuilder().setName("outrigger").setVersion("1")
                .addExtensions("binary_tensor_data").build()), StandardCharsets.UTF_8))
                .isEqualTo("""
                        {"name":"outrigger","version":"1","extensions":["binary_tensor_data"]}""");
        assertThat(new String(MessageJson.write(ModelMetadataResponse.newBuilder().setName("m").addVersions("1").setPlatform("onnx")
                .addInputs(ModelMetadataResponse.TensorMetadata.newBuilder().setName("x").setDatatype("FP32").addShape(-1).addShape(64))
                .build()), StandardCharsets.UTF_8)).isEqualTo("""
                        {"name":"m","versions":["1"],"platform":"onnx",\
                        "inputs":[{"name":"x","datatype":"FP32","shape":[-1,64]}],"outputs":[]}""");
        assertThat(new String(MessageJson.write(ModelStatisticsResponse.newBuilder().addModelStats(ModelStatistics.newBuilder()
                .setName("m").setInferenceCount(-1).setInferenceStats(InferStatistics.newBuilder()
                        .setSuccess(StatisticDuration.newBuilder().setCount(2).setNs(5)))).build()), StandardCharsets.UTF_8))
                .isEqualTo("""
                        {"model_stats":[{"name":"m","version":"","last_inference":0,"inference_count":18446744073709551615,\
                        "execution_count":0,"inference_stats":{"success":{"count":2,"ns":5}},"batch_stats":[]}]}""");
        assertThat(new String(MessageJson.write(ModelConfig.newBuilder().setName("m").setMaxBatchSize(8)
                .putParameters("k", ModelParameter.newBuilder().setStringValue("v").build()).build()), StandardCharsets.UTF_8))
                .contains("""
                        "max_batch_size":8""", """
                        "parameters":{"k":{"string_value":"v"}}""");
        assertThat(new String(MessageJson.write(List.of(RepositoryIndexResponse.ModelIndex.newBuilder().setName("m").setState("READY")
                .build())), StandardCharsets.UTF_8)).isEqualTo("""
                        [{"name":"m","version":"","state":"READY","reason":""}]""");
    }

    private static void assertFailed(ModelInferResponse.Builder response, String... essentials) {
        assertRefused(ErrorCode.BACKEND_FAILED, () -> InferResponseJson.write(response.build(), BinaryOutputs.NONE), essentials);
        assertRefused(ErrorCode.BACKEND_FAILED, () -> InferResponseJson.write(response.build(), new BinaryOutputs(true, Map.of())),
                essentials);
    }

    private static void assertTyped(String datatype, Consumer<InferTensorContents.Builder> fill, String data) {
        var contents = InferTensorContents.newBuilder();
        fill.accept(contents);
        var response = ModelInferResponse.newBuilder().addOutputs(output("x", datatype, 2).setContents(contents)).build();
        assertThat(text(InferResponseJson.write(response, BinaryOutputs.NONE))).endsWith("""
                "data":[%s]}]}""".formatted(data));
    }

    private static InferOutputTensor.Builder output(String name, String datatype, long... shape) {
        var output = InferOutputTensor.newBuilder().setName(name).setDatatype(datatype);
        for (long dimension : shape) {
            output.addShape(dimension);
        }
        return output;
    }

    private static String text(InferResponseJson written) {
        assertThat(written.jsonBytes()).isEmpty();
        return new String(written.body(), StandardCharsets.UTF_8);
    }
}
