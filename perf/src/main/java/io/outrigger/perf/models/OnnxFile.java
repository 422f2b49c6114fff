package io.outrigger.perf.models;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.outrigger.proto.onnx.OnnxAttribute;
import io.outrigger.proto.onnx.OnnxGraph;
import io.outrigger.proto.onnx.OnnxModel;
import io.outrigger.proto.onnx.OnnxNode;
import io.outrigger.proto.onnx.OnnxOperatorSet;
import io.outrigger.proto.onnx.OnnxShape;
import io.outrigger.proto.onnx.OnnxTensor;
import io.outrigger.proto.onnx.OnnxType;
import io.outrigger.proto.onnx.OnnxValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** An ONNX file while it is being made: nodes that name what they read, and weights by chance, the same in each run. */
final class OnnxFile {

    private static final int FLOAT = 1;
    private static final int INTS = 7;
    private static final int GRAPH_NAME_FIELD = 2;
    private static final int IR_VERSION = 8;
    private static final int OPERATORS_VERSION = 17;

    private final Random random = new Random(7);
    private final OnnxGraph.Builder graph = OnnxGraph.newBuilder();
    private final String name;
    private int values;

    OnnxFile(String name) {
        this.name = name;
    }

    /** @return the input's name */
    String input(long... row) {
        graph.addInput(value("input", row));
        return "input";
    }

    /** The output, under this name, of what was computed last. */
    void output(String computed, String outputName, long... row) {
        graph.addNode(OnnxNode.newBuilder().setOpType("Identity").addInput(computed).addOutput(outputName));
        graph.addOutput(value(outputName, row));
    }

    /**
     * Adds a node.
     *
     * @param attributes of whole numbers each
     * @return its output's name
     */
    String node(String operator, List<String> inputs, Map<String, List<Long>> attributes) {
        String output = operator.toLowerCase(Locale.ROOT) + "-" + ++values;
        OnnxNode.Builder node = OnnxNode.newBuilder().setOpType(operator).addAllInput(inputs).addOutput(output);
        attributes.forEach((key, numbers) -> node.addAttribute(
                OnnxAttribute.newBuilder().setName(key).setType(INTS).addAllInts(numbers)));
        graph.addNode(node);
        return output;
    }

    String node(String operator, String... inputs) {
        return node(operator, List.of(inputs), Map.of());
    }

    /**
     * Adds weights that keep sums about as large as what they are made of.
     *
     * @param summed how many products make a sum
     * @return their name
     */
    String weights(int summed, long... dimensions) {
        int count = Math.toIntExact(Arrays.stream(dimensions).reduce(1, Math::multiplyExact));
        ByteBuffer data = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        double scale = Math.sqrt(2.0 / summed);
        while (data.hasRemaining()) {
            data.putFloat((float) (random.nextGaussian() * scale));
        }
        String weights = "weights-" + ++values;
        OnnxTensor.Builder tensor = OnnxTensor.newBuilder().setName(weights).setDataType(FLOAT)
                .setRawData(ByteString.copyFrom(data.flip()));
        Arrays.stream(dimensions).forEach(tensor::addDims);
        graph.addInitializer(tensor);
        return weights;
    }

    byte[] bytes() {
        UnknownFieldSet named = UnknownFieldSet.newBuilder().addField(GRAPH_NAME_FIELD,
                UnknownFieldSet.Field.newBuilder().addLengthDelimited(ByteString.copyFromUtf8(name)).build()).build();
        return OnnxModel.newBuilder().setIrVersion(IR_VERSION)
                .addOpsetImport(OnnxOperatorSet.newBuilder().setDomain("").setVersion(OPERATORS_VERSION))
                .setGraph(graph.setUnknownFields(named)).build().toByteArray();
    }

    /** A tensor of rows of this shape. */
    private static OnnxValue value(String name, long... row) {
        OnnxShape.Builder shape = OnnxShape.newBuilder();
        shape.addDimBuilder().setDimParam("rows");
        for (long size : row) {
            shape.addDimBuilder().setDimValue(size);
        }
        return OnnxValue.newBuilder().setName(name)
                .setType(OnnxType.newBuilder().setTensorType(OnnxType.Tensor.newBuilder().setElemType(FLOAT).setShape(shape))).build();
    }
}
