package io.outrigger.modelserver.runtime;

import static io.outrigger.modelserver.SmallModel.FLOAT;
import static io.outrigger.modelserver.SmallModel.INT64;
import static io.outrigger.modelserver.SmallModel.node;
import static io.outrigger.modelserver.SmallModel.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.modelserver.SmallModel;
import io.outrigger.proto.onnx.OnnxAttribute;
import io.outrigger.proto.onnx.OnnxModel;
import io.outrigger.proto.onnx.OnnxNode;
import io.outrigger.proto.onnx.OnnxOperatorSet;
import io.outrigger.proto.onnx.OnnxTensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MixedRowsTest {

    private static final int OPSET = 17;

    private final Map<String, OnnxTensor> constants = new LinkedHashMap<>();

    private OnnxNode constant(String name, List<Long> dims, Long... numbers) {
        return node("Constant", List.of(), name).toBuilder().addAttribute(OnnxAttribute.newBuilder().setName("value")
                .setT(OnnxTensor.newBuilder().addAllDims(dims).setDataType(INT64).addAllInt64Data(Arrays.asList(numbers)))).build();
    }

    private MixedRowsTest weight(String name, Long... dims) {
        constants.put(name, OnnxTensor.newBuilder().setName(name).addAllDims(Arrays.asList(dims)).setDataType(FLOAT).build());
        return this;
    }

    private static OnnxNode with(OnnxNode node, String name, long value) {
        return node.toBuilder().addAttribute(OnnxAttribute.newBuilder().setName(name).setI(value)).build();
    }

    private static OnnxNode with(OnnxNode node, String name, List<Long> values) {
        return node.toBuilder().addAttribute(OnnxAttribute.newBuilder().setName(name).addAllInts(values)).build();
    }

    private static OnnxNode of(String operator, String... tensors) {
        return node(operator, List.of(tensors).subList(0, tensors.length - 1), tensors[tensors.length - 1]);
    }

    /** The operator that mixes rows on the way from x [n, 3, 4] to y; empty where none is known to. */
    private String mixing(OnnxNode... nodes) {
        return mixing(OPSET, nodes);
    }

    private String mixing(int opset, OnnxNode... nodes) {
        OnnxModel model = SmallModel.of(List.of(value("x", FLOAT, "n", 3, 4)), List.of(value("y", FLOAT)), nodes);
        model = model.toBuilder().clearOpsetImport().addOpsetImport(OnnxOperatorSet.newBuilder().setVersion(opset))
                .setGraph(model.getGraph().toBuilder().addAllInitializer(constants.values())).build();
        return MixedRows.outputs(model, model.getGraph().getInputList()).getOrDefault("y", "");
    }

    @Test
    void whatReducesOverTheRowsMixesThem() {
        assertThat(mixing(of("ReduceMean", "x", "y"))).as("over everything").isEqualTo("ReduceMean");
        assertThat(mixing(with(of("ReduceMax", "x", "y"), "axes", List.of(0L)))).isEqualTo("ReduceMax");
        assertThat(mixing(with(of("ReduceMax", "x", "y"), "axes", List.of(-3L)))).isEqualTo("ReduceMax");
        assertThat(mixing(with(of("ReduceMax", "x", "y"), "axes", List.of(1L, -1L)))).isEmpty();
        assertThat(mixing(constant("axes", List.of(1L), 0L), of("ReduceSum", "x", "axes", "y"))).isEqualTo("ReduceSum");
        assertThat(mixing(constant("axes", List.of(1L), 2L), of("ReduceSum", "x", "axes", "y"))).isEmpty();
        assertThat(mixing(of("ArgMax", "x", "y"))).isEqualTo("ArgMax");
        assertThat(mixing(constant("k", List.of(1L), 1L), with(of("TopK", "x", "k", "y"), "axis", 0))).isEqualTo("TopK");
        assertThat(mixing(constant("a", List.of(), 0L), of("CumSum", "x", "a", "y"))).isEqualTo("CumSum");
    }

    @Test
    void oneThatCountsForAFewValuesOnlyIsFound() {
        weight("limit");
        assertThat(mixing(with(of("ReduceMax", "x", "most"), "axes", List.of(0L)), of("Greater", "most", "limit", "rare"),
                of("Neg", "x", "other"), of("Where", "rare", "other", "x", "y"))).isEqualTo("ReduceMax");
    }

    @Test
    void rangesThatAreTakenFromAllRowsMixThem() {
        assertThat(mixing(node("DynamicQuantizeLinear", List.of("x"), "q", "s", "z"), of("DequantizeLinear", "q", "s", "z", "y")))
                .isEqualTo("DynamicQuantizeLinear");
        assertThat(mixing(with(of("BatchNormalization", "x", "s", "b", "m", "v", "y"), "training_mode", 1)))
                .isEqualTo("BatchNormalization");
        assertThat(mixing(of("BatchNormalization", "x", "s", "b", "m", "v", "y"))).isEmpty();
    }

    @Test
    void softmaxAndNormalizations() {
        assertThat(mixing(of("Softmax", "x", "y"))).isEmpty();
        assertThat(mixing(with(of("Softmax", "x", "y"), "axis", 0))).isEqualTo("Softmax");
        assertThat(mixing(12, of("Softmax", "x", "y"))).as("of the older kind, from axis 1 on").isEmpty();
        assertThat(mixing(12, with(of("Softmax", "x", "y"), "axis", 0))).isEqualTo("Softmax");
        assertThat(mixing(of("LayerNormalization", "x", "s", "y"))).isEmpty();
        assertThat(mixing(with(of("LayerNormalization", "x", "s", "y"), "axis", 0))).isEqualTo("LayerNormalization");
    }

    @Test
    void rowsAreFollowedWhereTheyAreMoved() {
        OnnxNode moved = with(of("Transpose", "x", "t"), "perm", List.of(1L, 0L, 2L));
        assertThat(mixing(moved, with(of("ReduceMax", "t", "y"), "axes", List.of(1L)))).isEqualTo("ReduceMax");
        assertThat(mixing(moved, with(of("ReduceMax", "t", "y"), "axes", List.of(0L)))).isEmpty();
        assertThat(mixing(moved, with(with(of("ReduceMax", "t", "m"), "axes", List.of(0L)), "keepdims", 0),
                with(of("Softmax", "m", "y"), "axis", 0))).isEqualTo("Softmax");
        assertThat(mixing(constant("axes", List.of(1L), 0L), of("Unsqueeze", "x", "axes", "u"), of("ArgMax", "u", "y"))).isEmpty();
        assertThat(mixing(constant("axes", List.of(1L), 0L), of("Unsqueeze", "x", "axes", "u"), with(of("ArgMax", "u", "y"), "axis", 1)))
                .isEqualTo("ArgMax");
        assertThat(mixing(of("Flatten", "x", "f"), with(of("Softmax", "f", "y"), "axis", -1))).isEmpty();
        assertThat(mixing(constant("flat", List.of(2L), 1L, -1L), of("Reshape", "x", "flat", "r"), of("Softmax", "r", "y")))
                .isEqualTo("Softmax");
        assertThat(mixing(constant("kept", List.of(2L), 0L, -1L), of("Reshape", "x", "kept", "r"), of("Softmax", "r", "y"))).isEmpty();
    }

    @Test
    void rowsAtAPlaceAreTakenFromOthersToo() {
        assertThat(mixing(constant("first", List.of(), 0L), of("Gather", "x", "first", "y"))).isEqualTo("Gather");
        assertThat(mixing(constant("first", List.of(), 0L), with(of("Gather", "x", "first", "y"), "axis", 1))).isEmpty();
        OnnxNode zero = constant("zero", List.of(1L), 0L);
        OnnxNode far = constant("far", List.of(1L), Long.MAX_VALUE);
        OnnxNode last = constant("last", List.of(1L), -1L);
        assertThat(mixing(zero, far, of("Slice", "x", "zero", "far", "zero", "y"))).as("all of them").isEmpty();
        assertThat(mixing(zero, far, last, of("Slice", "x", "last", "far", "zero", "y"))).isEqualTo("Slice");
        assertThat(mixing(zero, far, last, of("Slice", "x", "far", "last", "zero", "last", "y"))).as("backwards").isEqualTo("Slice");
        assertThat(mixing(far, last, of("Slice", "x", "last", "far", "last", "y"))).as("of another axis").isEmpty();
        assertThat(mixing(of("Split", "x", "y"))).isEqualTo("Split");
    }

    @Test
    void productsOfMatrices() {
        weight("w", 4L, 5L).weight("left", 2L, 3L);
        assertThat(mixing(of("MatMul", "x", "w", "y"))).isEmpty();
        assertThat(mixing(of("MatMul", "left", "x", "y"))).isEmpty();
        assertThat(mixing(with(of("Transpose", "x", "t"), "perm", List.of(0L, 2L, 1L)), of("MatMul", "x", "t", "y")))
                .as("attention within each row").isEmpty();
        OnnxNode moved = with(of("Transpose", "x", "t"), "perm", List.of(1L, 2L, 0L));
        assertThat(mixing(moved, of("MatMul", "t", "w", "y"))).as("summed over the rows").isEqualTo("MatMul");
        assertThat(mixing(moved, with(of("Transpose", "x", "u"), "perm", List.of(1L, 0L, 2L)), of("MatMul", "u", "t", "y")))
                .as("every row with every other").isEqualTo("MatMul");
    }

    @Test
    void aSequenceInTheFirstDimensionIsNoBatch() {
        assertThat(mixing(node("LSTM", List.of("x", "w", "r"), "y", "h", "c"))).isEqualTo("LSTM");
        OnnxNode moved = with(of("Transpose", "x", "t"), "perm", List.of(1L, 0L, 2L));
        assertThat(mixing(moved, node("LSTM", List.of("t", "w", "r"), "all", "y", "c"))).isEmpty();
        assertThat(mixing(moved, node("GRU", List.of("t", "w", "r"), "all", "h"), with(of("Softmax", "h", "y"), "axis", 1)))
                .isEqualTo("Softmax");
    }

    @Test
    void broadcastingMovesAnAxis() {
        weight("wide", 2L, 1L, 1L, 1L).weight("bias", 4L);
        assertThat(mixing(of("Add", "x", "bias", "s"), of("ArgMax", "s", "y"))).isEqualTo("ArgMax");
        assertThat(mixing(of("Add", "x", "wide", "s"), of("ArgMax", "s", "y"))).as("over the axis that came in front").isEmpty();
        assertThat(mixing(of("Add", "x", "wide", "s"), with(of("ArgMax", "s", "y"), "axis", 1))).isEqualTo("ArgMax");
        OnnxNode one = constant("one", List.of(1L), 1L);
        OnnxNode zero = constant("zero", List.of(1L), 0L);
        assertThat(mixing(one, zero, of("Unsqueeze", "x", "one", "a"), of("Unsqueeze", "x", "zero", "b"), of("Sub", "a", "b", "y")))
                .as("every row with every other").isEqualTo("Sub");
    }

    @Test
    void whereTheRowsAreLostFromSightNothingIsSaid() {
        assertThat(mixing(of("Einsum", "x", "e"), of("ReduceMax", "e", "y"))).isEmpty();
        assertThat(mixing(of("Einsum", "x", "e"), of("ReduceMax", "x", "m"), of("Add", "e", "m", "y"))).isEqualTo("ReduceMax");
        assertThat(mixing(of("Shape", "x", "s"), of("ReduceMax", "s", "y"))).as("of shapes alone").isEmpty();
    }
}
