package io.outrigger.perf.models;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.outrigger.proto.onnx.OnnxGraph;
import io.outrigger.proto.onnx.OnnxModel;
import io.outrigger.proto.onnx.OnnxNode;
import io.outrigger.proto.onnx.OnnxOperatorSet;
import io.outrigger.proto.onnx.OnnxShape;
import io.outrigger.proto.onnx.OnnxTensor;
import io.outrigger.proto.onnx.OnnxType;
import io.outrigger.proto.onnx.OnnxValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * Networks with weights by chance, which are not committed but written where they are needed, and mean nothing by their answers: one of
 * the size at which batching pays on a processor, 784-1024-1024-10, 7.5 MB, which takes the sample's pictures; one whose rows take some
 * milliseconds of a processor, as those of networks in use do, 784-4096-4096-4096-10, 150 MB, for the same pictures; and one that is nearly
 * nothing, so that what is around it is measured.
 */
final class MadeUpModel {

    private static final int FLOAT = 1;
    private static final int GRAPH_NAME_FIELD = 2;

    private final Random random = new Random(7);
    private final OnnxGraph.Builder graph = OnnxGraph.newBuilder();

    private final String name;
    private final int[] sizes;
    private final long[] row;

    private MadeUpModel(String name, int[] sizes, long... row) {
        this.name = name;
        this.sizes = sizes;
        this.row = row;
    }

    /**
     * Writes them into a model repository, for {@code OUTRIGGER_MODELS}.
     *
     * @param batchedByServer whether the model server puts requests together too
     */
    static void writeTo(Path repository, boolean batchedByServer) throws IOException {
        new MadeUpModel("medium", new int[] {784, 1024, 1024, 10}, 1, 28, 28).write(repository, batchedByServer);
        new MadeUpModel("large", new int[] {784, 4096, 4096, 4096, 10}, 1, 28, 28).write(repository, batchedByServer);
        new MadeUpModel("tiny", new int[] {4, 2}, 4).write(repository, batchedByServer);
    }

    private void write(Path repository, boolean batchedByServer) throws IOException {
        Path folder = repository.resolve(name);
        Files.createDirectories(folder.resolve("1"));
        Files.write(folder.resolve("1/model.onnx"), build().toByteArray());
        Files.writeString(folder.resolve("config.pbtxt"), """
                platform: "onnxruntime_onnx"
                max_batch_size: 64
                instance_group [ { count: 1 kind: KIND_CPU } ]
                """ + (batchedByServer ? "dynamic_batching { }\n" : ""));
        Files.writeString(folder.resolve("registration.json"), """
                {"name":"%s","framework":"onnx","description":"A network with weights by chance, for measurements."}
                """.formatted(name));
    }

    private OnnxModel build() {
        graph.addInput(value("input", row)).addOutput(value("probabilities", sizes[sizes.length - 1]));
        String last = node("Flatten", List.of("input"), "pixels");
        for (int layer = 1; layer < sizes.length; layer++) {
            String weights = constant("weights-" + layer, sizes[layer - 1], sizes[layer]);
            String sums = node("MatMul", List.of(last, weights), "sums-" + layer);
            boolean isLast = layer == sizes.length - 1;
            last = node(isLast ? "Softmax" : "Relu", List.of(sums), isLast ? "probabilities" : "layer-" + layer);
        }
        UnknownFieldSet named = UnknownFieldSet.newBuilder().addField(GRAPH_NAME_FIELD,
                UnknownFieldSet.Field.newBuilder().addLengthDelimited(ByteString.copyFromUtf8(name)).build()).build();
        return OnnxModel.newBuilder().setIrVersion(8).addOpsetImport(OnnxOperatorSet.newBuilder().setDomain("").setVersion(17))
                .setGraph(graph.setUnknownFields(named)).build();
    }

    private String node(String operator, List<String> inputs, String output) {
        graph.addNode(OnnxNode.newBuilder().setOpType(operator).addAllInput(inputs).addOutput(output));
        return output;
    }

    /** Weights that keep sums about as large as what they are made of. */
    private String constant(String name, int rows, int columns) {
        ByteBuffer data = ByteBuffer.allocate(rows * columns * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        double scale = Math.sqrt(2.0 / rows);
        while (data.hasRemaining()) {
            data.putFloat((float) (random.nextGaussian() * scale));
        }
        graph.addInitializer(OnnxTensor.newBuilder().setName(name).setDataType(FLOAT).addDims(rows).addDims(columns)
                .setRawData(ByteString.copyFrom(data.flip())));
        return name;
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
