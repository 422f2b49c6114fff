package io.outrigger.modelserver;

import static io.outrigger.modelserver.TestServer.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.outrigger.proto.inference.ModelMetadataRequest;
import io.outrigger.proto.inference.RepositoryModelLoadRequest;
import io.outrigger.proto.onnx.OnnxAttribute;
import io.outrigger.proto.onnx.OnnxEntry;
import io.outrigger.proto.onnx.OnnxGraph;
import io.outrigger.proto.onnx.OnnxModel;
import io.outrigger.proto.onnx.OnnxTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Inputs of unsigned integers keep every bit, wherever the model uses them. */
@Timeout(60)
class UnsignedInputsIT {

    @RegisterExtension
    static final TestServer SERVER = new TestServer();

    private static void serve(String name, OnnxModel model, String config) throws IOException {
        SmallModel.write(model, SERVER.repository(), name, config);
        var answer = SERVER.grpc().repositoryModelLoad(RepositoryModelLoadRequest.newBuilder().setModelName(name).build());
        assertThat(answer).isNotNull();
    }

    private static ByteString bytes(int size, long... values) {
        var bytes = ByteBuffer.allocate(values.length * size).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            switch (size) {
                case Short.BYTES -> bytes.putShort((short) value);
                case Integer.BYTES -> bytes.putInt((int) value);
                default -> bytes.putLong(value);
            }
        }
        return ByteString.copyFrom(bytes.flip());
    }

    @ParameterizedTest
    @CsvSource({"UINT16, 4, 2", "UINT32, 12, 4", "UINT64, 13, 8"})
    void extremesComeBackAsTheyWere(String datatype, int type, int size) throws IOException {
        ByteString given = bytes(size, 0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE, 1L << (size * 8 - 1), (1L << (size * 8 - 1)) - 1);
        serve("unsigned", SmallModel.of("Identity", type, 7), "");
        var metadata = SERVER.grpc().modelMetadata(ModelMetadataRequest.newBuilder().setName("unsigned").build());
        assertThat(metadata.getInputs(0).getName()).isEqualTo("x");
        assertThat(metadata.getInputs(0).getDatatype()).isEqualTo(datatype);
        var answer = SERVER.grpc().modelInfer(request("unsigned", "x", datatype, List.of(7L), given).build());
        assertThat(answer.getOutputs(0).getDatatype()).isEqualTo(datatype);
        assertThat(answer.getRawOutputContents(0)).isEqualTo(given);
        serve("unsigned", SmallModel.of("Identity", type, 2), "");
        String data = "[0," + Long.toUnsignedString(size == 8 ? -1 : (1L << (size * 8)) - 1) + "]";
        var json = SERVER.post("/v2/models/unsigned/infer", TestServer.json("x", "[2]", datatype, data));
        assertThat(json.body()).contains("""
                "data":%s""".formatted(data));
    }

    /** As unsigned the greatest value is above one; as signed it would be below. */
    @ParameterizedTest
    @CsvSource({"UINT32, 12, 4", "UINT64, 13, 8"})
    void theModelComputesWithUnsignedNumbers(String datatype, int type, int size) throws IOException {
        var model = SmallModel.of(List.of(SmallModel.value("x", type, "N"), SmallModel.value("b", type, "N")),
                List.of(SmallModel.value("y", type, "N")), SmallModel.node("Max", List.of("x", "b"), "y"));
        serve("greater", model, "");
        var request = request("greater", "x", datatype, List.of(2L), bytes(size, -1, 7)).build();
        var answer = SERVER.grpc().modelInfer(request.toBuilder()
                .addInputs(request.getInputs(0).toBuilder().setName("b")).addRawInputContents(bytes(size, 1, 9)).build());
        assertThat(answer.getRawOutputContents(0)).isEqualTo(bytes(size, -1, 9));
    }

    @Test
    void anInputThatIsAnOutputToo() throws IOException {
        var through = SmallModel.of(List.of(SmallModel.value("x", SmallModel.UINT16, "N")),
                List.of(SmallModel.value("x", SmallModel.UINT16, "N"), SmallModel.value("y", SmallModel.UINT16, "N")),
                SmallModel.node("Identity", List.of("x"), "y"));
        serve("through", through, "");
        var answer = SERVER.grpc().modelInfer(request("through", "x", "UINT16", List.of(2L), bytes(2, -1, 5)).build());
        assertThat(answer.getRawOutputContentsList()).containsExactly(bytes(2, -1, 5), bytes(2, -1, 5));
    }

    @Test
    void aBranchThatLooksOutAtTheInput() throws IOException {
        OnnxGraph then = branch("Identity", "then");
        OnnxGraph otherwise = branch("Identity", "otherwise");
        var choice = SmallModel.node("If", List.of("c"), "y").toBuilder()
                .addAttribute(OnnxAttribute.newBuilder().setName("then_branch").setType(5).setG(then))
                .addAttribute(OnnxAttribute.newBuilder().setName("else_branch").setType(5).setG(otherwise)).build();
        serve("branch", SmallModel.of(List.of(SmallModel.value("x", SmallModel.UINT64, "N"), SmallModel.value("c", 9)),
                List.of(SmallModel.value("y", SmallModel.UINT64, "N")), choice), "");
        var request = request("branch", "x", "UINT64", List.of(2L), bytes(8, -1, Long.MIN_VALUE)).build();
        var answer = SERVER.grpc().modelInfer(request.toBuilder()
                .addInputs(request.getInputs(0).toBuilder().setName("c").setDatatype("BOOL").clearShape())
                .addRawInputContents(ByteString.copyFrom(new byte[] {1})).build());
        assertThat(answer.getRawOutputContents(0)).isEqualTo(bytes(8, -1, Long.MIN_VALUE));
    }

    private static OnnxGraph branch(String operator, String output) {
        var name = com.google.protobuf.UnknownFieldSet.newBuilder().addField(2, com.google.protobuf.UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(ByteString.copyFromUtf8(output)).build()).build();
        return OnnxGraph.newBuilder().addNode(SmallModel.node(operator, List.of("x"), output))
                .addOutput(SmallModel.value(output, SmallModel.UINT64, "N")).setUnknownFields(name).build();
    }

    @Test
    void weightsInAFileBesideItAreFound() throws IOException {
        var weights = OnnxTensor.newBuilder().setName("w").addDims(2).setDataType(SmallModel.UINT32).setDataLocation(1)
                .addExternalData(OnnxEntry.newBuilder().setKey("location").setValue("weights.bin"))
                .addExternalData(OnnxEntry.newBuilder().setKey("length").setValue("8"));
        var model = SmallModel.of(List.of(SmallModel.value("x", SmallModel.UINT32, 2)),
                List.of(SmallModel.value("y", SmallModel.UINT32, 2)),
                SmallModel.node("Add", List.of("x", "w"), "y"));
        model = model.toBuilder().setGraph(model.getGraph().toBuilder().addInitializer(weights)).build();
        Files.write(Files.createDirectories(SERVER.repository().resolve("beside/1")).resolve("weights.bin"),
                bytes(4, 10, 20).toByteArray());
        serve("beside", model, "");
        var answer = SERVER.grpc().modelInfer(request("beside", "x", "UINT32", List.of(2L), bytes(4, 0x8000_0000L, 1)).build());
        assertThat(answer.getRawOutputContents(0)).isEqualTo(bytes(4, 0x8000_000aL, 21));
    }

    /** Three callers' rows in one call of the runtime, as for every other type. */
    @Test
    void rowsOfUnsignedNumbersInABatch() throws IOException {
        serve("rows", SmallModel.of("Identity", SmallModel.UINT16, "N", 2), "max_batch_size: 4 dynamic_batching { }");
        var answer = SERVER.grpc().modelInfer(request("rows", "x", "UINT16", List.of(2L, 2L), bytes(2, -1, 2, 3, -4)).build());
        assertThat(answer.getRawOutputContents(0)).isEqualTo(bytes(2, -1, 2, 3, -4));
    }
}
