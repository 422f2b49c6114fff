package io.outrigger.modelserver.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.modelserver.runtime.OnnxFile.Dimension;
import io.outrigger.modelserver.runtime.OnnxFile.Operator;
import io.outrigger.proto.onnx.OnnxAttribute;
import io.outrigger.proto.onnx.OnnxEntry;
import io.outrigger.proto.onnx.OnnxFunction;
import io.outrigger.proto.onnx.OnnxGraph;
import io.outrigger.proto.onnx.OnnxModel;
import io.outrigger.proto.onnx.OnnxNode;
import io.outrigger.proto.onnx.OnnxOperatorSet;
import io.outrigger.proto.onnx.OnnxTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read from an ONNX file without running it. */
class OnnxFileTest {

    @TempDir
    private Path folder;

    private static OnnxNode node(String domain, String type) {
        return OnnxNode.newBuilder().setDomain(domain).setOpType(type).build();
    }

    private OnnxFile read(OnnxModel model) throws IOException {
        return OnnxFile.read(Files.write(folder.resolve("model.onnx"), model.toByteArray()));
    }

    @Test
    void aRealFileNamesItsOperatorsAndShapes() throws IOException {
        var file = OnnxFile.read(Path.of("src/test/resources/models/scale/1/model.onnx"));
        assertThat(file.hasGraph()).isTrue();
        assertThat(file.opset()).isPositive();
        assertThat(file.irVersion()).isPositive();
        assertThat(file.operators()).extracting(Operator::toString).contains("Mul");
        var shape = file.shape("input").orElseThrow();
        assertThat(shape.getLast()).isEqualTo(new Dimension(Optional.of(4L), Optional.empty()));
        assertThat(shape.getFirst().size()).isEmpty();
        assertThat(file.externalFiles()).isEmpty();
    }

    @Test
    void operatorsInsideLoopsAndFunctionsCount() throws IOException {
        var inner = OnnxGraph.newBuilder().addNode(node("ai.onnx", "Add")).addNode(node("ai.onnx.ml", "Scaler"));
        var loop = node("", "Loop").toBuilder().addAttribute(OnnxAttribute.newBuilder().setName("body").setG(inner));
        var model = OnnxModel.newBuilder().addOpsetImport(OnnxOperatorSet.newBuilder().setVersion(17))
                .setGraph(OnnxGraph.newBuilder().addNode(loop))
                .addFunctions(OnnxFunction.newBuilder().setName("Gelu").setDomain("mine").addNode(node("", "Erf"))).build();
        var file = read(model);
        assertThat(file.operators()).extracting(Operator::toString).containsExactly("Add", "Erf", "Loop", "ai.onnx.ml:Scaler");
        assertThat(file.functions()).containsExactly(new Operator("mine", "Gelu"));
        assertThat(file.opset()).isEqualTo(17);
        assertThat(file.hasGraph()).as("a graph without outputs computes nothing").isFalse();
    }

    @Test
    void filesBesideItAreNamedWhereverTheirTensorStands() throws IOException {
        var weights = OnnxTensor.newBuilder().setName("w").setDataLocation(1)
                .addExternalData(OnnxEntry.newBuilder().setKey("location").setValue("weights.bin"));
        var constant = node("", "Constant").toBuilder().addAttribute(OnnxAttribute.newBuilder().setName("value")
                .setT(weights.clone().setExternalData(0, OnnxEntry.newBuilder().setKey("location").setValue("constant.bin"))));
        var file = read(OnnxModel.newBuilder().setGraph(OnnxGraph.newBuilder().addInitializer(weights).addNode(constant)).build());
        assertThat(file.externalFiles()).containsExactly("constant.bin", "weights.bin");
    }

    @Test
    void whatIsNoModelFails() throws IOException {
        Path text = Files.writeString(folder.resolve("text"), "version https://git-lfs.github.com/spec/v1\n");
        assertThatThrownBy(() -> OnnxFile.read(text)).isInstanceOf(IOException.class);
    }
}
