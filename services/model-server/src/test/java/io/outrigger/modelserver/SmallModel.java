package io.outrigger.modelserver;

import io.outrigger.proto.onnx.OnnxGraph;
import io.outrigger.proto.onnx.OnnxModel;
import io.outrigger.proto.onnx.OnnxNode;
import io.outrigger.proto.onnx.OnnxOperatorSet;
import io.outrigger.proto.onnx.OnnxShape;
import io.outrigger.proto.onnx.OnnxType;
import io.outrigger.proto.onnx.OnnxValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** ONNX files of a few nodes, written for one test. Element types are ONNX's numbers. */
public final class SmallModel {

    public static final int FLOAT = 1;
    public static final int UINT16 = 4;
    public static final int INT32 = 6;
    public static final int INT64 = 7;
    public static final int UINT32 = 12;
    public static final int UINT64 = 13;

    private SmallModel() {
    }

    /** One operator from {@code x} to {@code y}, which have the same type and shape. */
    public static OnnxModel of(String operator, int type, Object... shape) {
        return of(List.of(value("x", type, shape)), List.of(value("y", type, shape)), node(operator, List.of("x"), "y"));
    }

    public static OnnxModel of(List<OnnxValue> inputs, List<OnnxValue> outputs, OnnxNode... nodes) {
        return OnnxModel.newBuilder().setIrVersion(8).addOpsetImport(OnnxOperatorSet.newBuilder().setDomain("").setVersion(17))
                .setGraph(OnnxGraph.newBuilder().addAllInput(inputs).addAllOutput(outputs).addAllNode(List.of(nodes)))
                .build();
    }

    public static OnnxNode node(String operator, List<String> inputs, String... outputs) {
        return OnnxNode.newBuilder().setOpType(operator).addAllInput(inputs).addAllOutput(List.of(outputs)).build();
    }

    /** @param shape sizes as numbers, open dimensions as their symbols */
    public static OnnxValue value(String name, int type, Object... shape) {
        var dims = OnnxShape.newBuilder();
        for (Object dim : shape) {
            if (dim instanceof String symbol) {
                dims.addDimBuilder().setDimParam(symbol);
            } else {
                dims.addDimBuilder().setDimValue(((Number) dim).longValue());
            }
        }
        return OnnxValue.newBuilder().setName(name)
                .setType(OnnxType.newBuilder().setTensorType(OnnxType.Tensor.newBuilder().setElemType(type).setShape(dims))).build();
    }

    /** Writes it as version 1 of a model of a repository; no configuration where {@code config} is empty. */
    public static void write(OnnxModel model, Path repository, String name, String config) throws IOException {
        Path folder = Files.createDirectories(repository.resolve(name).resolve("1"));
        Files.write(folder.resolve("model.onnx"), withGraphName(model).toByteArray());
        if (!config.isEmpty()) {
            Files.writeString(repository.resolve(name).resolve("config.pbtxt"), config);
        }
    }

    /** The runtime wants a graph to have a name, which the platform itself does not read. */
    private static OnnxModel withGraphName(OnnxModel model) {
        var name = com.google.protobuf.UnknownFieldSet.newBuilder().addField(2, com.google.protobuf.UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(com.google.protobuf.ByteString.copyFromUtf8("small")).build()).build();
        return model.toBuilder().setGraph(model.getGraph().toBuilder().setUnknownFields(name)).build();
    }
}
