package io.outrigger.modelserver.runtime;

import static io.outrigger.modelserver.SmallModel.FLOAT;
import static io.outrigger.modelserver.SmallModel.node;
import static io.outrigger.modelserver.SmallModel.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.modelserver.SmallModel;
import io.outrigger.proto.onnx.OnnxAttribute;
import io.outrigger.proto.onnx.OnnxFunction;
import io.outrigger.proto.onnx.OnnxGraph;
import io.outrigger.proto.onnx.OnnxModel;
import io.outrigger.proto.onnx.OnnxNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShapesByValueTest {

    private static Map<String, String> outputs(OnnxNode... nodes) {
        return outputs(SmallModel.of(List.of(value("x", FLOAT, "n", 4)), List.of(value("y", FLOAT), value("z", FLOAT)), nodes));
    }

    private static Map<String, String> outputs(OnnxModel model) {
        return ShapesByValue.outputs(model, model.getGraph().getInputList());
    }

    private static OnnxNode withBody(OnnxNode node, OnnxGraph body) {
        return node.toBuilder().addAttribute(OnnxAttribute.newBuilder().setName("body").setG(body)).build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NonZero", "NonMaxSuppression", "Unique", "StringSplit"})
    void findingsHaveAsManyRowsAsTheValuesSay(String operator) {
        assertThat(outputs(node(operator, List.of("x"), "f"), node("Transpose", List.of("f"), "y"), node("Neg", List.of("x"), "z")))
                .isEqualTo(Map.of("y", operator));
        assertThat(outputs(node(operator, List.of("constant"), "f"), node("Add", List.of("f", "x"), "y"))).as("of a constant").isEmpty();
    }

    @Test
    void sizesThatAreComputedFromValues() {
        assertThat(outputs(node("ReduceMax", List.of("x"), "most"), node("Expand", List.of("constant", "most"), "y"),
                node("Slice", List.of("x", "constant", "most"), "z"))).isEqualTo(Map.of("y", "Expand", "z", "Slice"));
        assertThat(outputs(node("Shape", List.of("x"), "shape"), node("Reshape", List.of("constant", "shape"), "y"),
                node("Slice", List.of("x", "constant", "shape"), "z"))).as("sizes that are read off shapes are none").isEmpty();
        assertThat(outputs(node("NonZero", List.of("x"), "f"), node("Shape", List.of("f"), "shape"),
                node("ConstantOfShape", List.of("shape"), "y"))).as("unless those follow from values").containsKey("y");
    }

    @Test
    void whatIsWrittenIntoATensorDoesNotChangeItsShape() {
        assertThat(outputs(node("NonZero", List.of("x"), "f"), node("ScatterND", List.of("x", "f", "f"), "y"))).isEmpty();
        assertThat(outputs(node("NonZero", List.of("x"), "f"), node("ScatterND", List.of("f", "x", "x"), "y"))).containsKey("y");
    }

    @Test
    void loopsAndBranches() {
        var copies = OnnxGraph.newBuilder().addInput(value("i", FLOAT)).addInput(value("go", FLOAT)).addInput(value("state", FLOAT))
                .addNode(node("Identity", List.of("go"), "goes")).addNode(node("Add", List.of("state", "x"), "next"))
                .addOutput(value("goes", FLOAT)).addOutput(value("next", FLOAT)).build();
        assertThat(outputs(withBody(node("Loop", List.of("constant", "", "x"), "y"), copies))).as("a fixed number of rounds").isEmpty();
        assertThat(outputs(node("ReduceMax", List.of("x"), "rounds"), withBody(node("Loop", List.of("rounds", "", "x"), "y"), copies)))
                .isEqualTo(Map.of("y", "Loop"));
        var until = copies.toBuilder().setNode(0, node("Less", List.of("state", "constant"), "goes")).build();
        assertThat(outputs(withBody(node("Loop", List.of("constant", "", "x"), "y"), until))).isEqualTo(Map.of("y", "Loop"));
        var finding = OnnxGraph.newBuilder().addNode(node("NonZero", List.of("x"), "inside")).addOutput(value("inside", FLOAT)).build();
        assertThat(outputs(withBody(node("If", List.of("constant"), "y"), finding))).isEqualTo(Map.of("y", "NonZero"));
        assertThat(outputs(withBody(node("If", List.of("x"), "y"), OnnxGraph.getDefaultInstance()))).isEqualTo(Map.of("y", "If"));
    }

    @Test
    void functionsOfTheFileAreLookedInto() {
        var findings = OnnxFunction.newBuilder().setDomain("own").setName("Findings").addInput("a").addOutput("b")
                .addNode(node("NonZero", List.of("a"), "b")).build();
        var outer = OnnxFunction.newBuilder().setDomain("own").setName("Outer").addInput("a").addOutput("b")
                .addNode(node("Findings", List.of("a"), "b").toBuilder().setDomain("own")).build();
        var model = SmallModel.of(List.of(value("x", FLOAT, "n", 4)), List.of(value("y", FLOAT), value("z", FLOAT)),
                node("Outer", List.of("x"), "y").toBuilder().setDomain("own").build(), node("Neg", List.of("x"), "z"));
        assertThat(outputs(model.toBuilder().addFunctions(findings).addFunctions(outer).build())).isEqualTo(Map.of("y", "NonZero"));
    }

    @Test
    void aFunctionThatCallsItselfIsCutShort() {
        var twice = OnnxFunction.newBuilder().setDomain("own").setName("Twice").addInput("a").addOutput("b")
                .addNode(node("Twice", List.of("a"), "c").toBuilder().setDomain("own"))
                .addNode(node("Twice", List.of("c"), "b").toBuilder().setDomain("own")).build();
        var model = SmallModel.of(List.of(value("x", FLOAT, "n", 4)), List.of(value("y", FLOAT)),
                node("Twice", List.of("x"), "y").toBuilder().setDomain("own").build());
        assertThat(outputs(model.toBuilder().addFunctions(twice).build())).containsKey("y");
    }

    @Test
    void theFilesOfTheTests() throws Exception {
        Path models = Path.of("src/test/resources/models");
        assertThat(OnnxFile.read(models.resolve("findings/1/model.onnx")).outputsShapedByValue()).isEqualTo(Map.of("found", "Compress"));
        for (String name : List.of("scale/1", "slow/1", "fours/1", "half/1", "lookup/1", "first-row/1")) {
            assertThat(OnnxFile.read(models.resolve(name).resolve("model.onnx")).outputsShapedByValue()).as(name).isEmpty();
        }
    }
}
