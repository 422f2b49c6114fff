package io.outrigger.modelserver.runtime;

import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.UnsafeByteOperations;
import io.outrigger.proto.onnx.OnnxAttribute;
import io.outrigger.proto.onnx.OnnxGraph;
import io.outrigger.proto.onnx.OnnxModel;
import io.outrigger.proto.onnx.OnnxNode;
import io.outrigger.proto.onnx.OnnxTensor;
import io.outrigger.proto.onnx.OnnxValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What an ONNX file says of itself: operators, tensors, files beside it. Its weights stay where they lie, so a file of any size costs
 * little memory.
 */
public final class OnnxFile {

    private static final int DEPTH_MAX = 256;

    private final OnnxModel model;

    private OnnxFile(OnnxModel model) {
        this.model = model;
    }

    /**
     * An operator by the name that the file calls it.
     *
     * @param domain empty for ONNX's own
     */
    public record Operator(String domain, String type) implements Comparable<Operator> {

        @Override
        public int compareTo(Operator other) {
            return toString().compareTo(other.toString());
        }

        @Override
        public String toString() {
            return domain.isEmpty() ? type : domain + ":" + type;
        }
    }

    /**
     * One dimension of a tensor; neither size nor symbol where the file says nothing.
     *
     * @param symbol the name that the file gives to a size it leaves open; equal names mean equal sizes
     */
    public record Dimension(Optional<Long> size, Optional<String> symbol) {
    }

    /** Reads a file; fails where its bytes are no ONNX model. */
    public static OnnxFile read(Path file) throws IOException {
        try (var channel = FileChannel.open(file)) {
            return read(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
        }
    }

    /**
     * Reads the bytes of a file; fails where they are no ONNX model. The elements of constants stay where they are, so what asks for
     * them must do so while the bytes are there.
     */
    static OnnxFile read(ByteBuffer bytes) throws IOException {
        var coded = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
        coded.enableAliasing(true);
        coded.setRecursionLimit(DEPTH_MAX);
        return new OnnxFile(DiscardUnknownFieldsParser.wrap(OnnxModel.parser()).parseFrom(coded));
    }

    /** Whether there is a graph to run: bytes of another format may parse to a model without one. */
    public boolean hasGraph() {
        return model.hasGraph() && model.getGraph().getOutputCount() > 0;
    }

    public long irVersion() {
        return model.getIrVersion();
    }

    /** The version of ONNX's own operators that the file was written for; 0 where it does not say. */
    public long opset() {
        return model.getOpsetImportList().stream().filter(set -> isOwn(set.getDomain())).mapToLong(set -> set.getVersion()).max().orElse(0);
    }

    /** Every operator that the file calls: in its graph, in the graphs inside loops and branches, in its own functions. */
    public Set<Operator> operators() {
        Set<Operator> operators = new TreeSet<>();
        Consumer<OnnxNode> add = node -> operators.add(new Operator(isOwn(node.getDomain()) ? "" : node.getDomain(), node.getOpType()));
        visit(model.getGraph(), add, graph -> { });
        model.getFunctionsList().forEach(function -> visit(function.getNodeList(), add, graph -> { }));
        return operators;
    }

    /** Operators that the file itself defines. */
    public Set<Operator> functions() {
        return model.getFunctionsList().stream().map(function -> new Operator(function.getDomain(), function.getName()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The shape of an input or output as the file writes it; empty where it says none, or where the name is no tensor's. */
    public Optional<List<Dimension>> shape(String name) {
        var values = new ArrayList<>(model.getGraph().getInputList());
        values.addAll(model.getGraph().getOutputList());
        return values.stream().filter(value -> value.getName().equals(name) && value.getType().getTensorType().hasShape()).findFirst()
                .map(OnnxFile::dimensions);
    }

    /** The outputs whose shape follows from the values given, not from their shapes alone, each with the operator that makes it so. */
    public Map<String, String> outputsShapedByValue() {
        return ShapesByValue.outputs(model, inputs());
    }

    /**
     * The outputs that are made of several rows together, each with the operator that makes it so; asked while the file's bytes are there.
     */
    public Map<String, String> outputsOfMixedRows() {
        return MixedRows.outputs(model, inputs());
    }

    /** The files, named relative to this one, in which weights lie that are not in it. */
    public Set<String> externalFiles() {
        Set<String> files = new TreeSet<>();
        Consumer<OnnxTensor> look = tensor -> tensor.getExternalDataList().stream()
                .filter(entry -> entry.getKey().equals("location")).forEach(entry -> files.add(entry.getValue()));
        Consumer<OnnxGraph> graphs = graph -> graph.getInitializerList().forEach(look);
        Consumer<OnnxNode> nodes = node -> node.getAttributeList().forEach(attribute -> {
            look.accept(attribute.getT());
            attribute.getTensorsList().forEach(look);
        });
        visit(model.getGraph(), nodes, graphs);
        model.getFunctionsList().forEach(function -> visit(function.getNodeList(), nodes, graphs));
        return files;
    }

    /** The model's inputs without those that only name a constant, as old files do. */
    List<OnnxValue> inputs() {
        Set<String> constants = model.getGraph().getInitializerList().stream().map(OnnxTensor::getName).collect(Collectors.toSet());
        return model.getGraph().getInputList().stream().filter(input -> !constants.contains(input.getName())).toList();
    }

    List<OnnxValue> outputs() {
        return model.getGraph().getOutputList();
    }

    /** Whether a domain is ONNX's own, which has two names. */
    static boolean isOwn(String domain) {
        return domain.isEmpty() || domain.equals("ai.onnx");
    }

    private static List<Dimension> dimensions(OnnxValue value) {
        return value.getType().getTensorType().getShape().getDimList().stream()
                .map(dim -> new Dimension(dim.hasDimValue() ? Optional.of(dim.getDimValue()) : Optional.empty(),
                        dim.getDimParam().isEmpty() ? Optional.empty() : Optional.of(dim.getDimParam())))
                .toList();
    }

    private static void visit(OnnxGraph graph, Consumer<OnnxNode> nodes, Consumer<OnnxGraph> graphs) {
        graphs.accept(graph);
        visit(graph.getNodeList(), nodes, graphs);
    }

    private static void visit(List<OnnxNode> list, Consumer<OnnxNode> nodes, Consumer<OnnxGraph> graphs) {
        for (OnnxNode node : list) {
            nodes.accept(node);
            for (OnnxAttribute attribute : node.getAttributeList()) {
                if (attribute.hasG()) {
                    visit(attribute.getG(), nodes, graphs);
                }
                attribute.getGraphsList().forEach(graph -> visit(graph, nodes, graphs));
            }
        }
    }
}
