package io.outrigger.modelserver.runtime;

import io.outrigger.proto.onnx.OnnxAttribute;
import io.outrigger.proto.onnx.OnnxGraph;
import io.outrigger.proto.onnx.OnnxModel;
import io.outrigger.proto.onnx.OnnxNode;
import io.outrigger.proto.onnx.OnnxOperatorSet;
import io.outrigger.proto.onnx.OnnxTensor;
import io.outrigger.proto.onnx.OnnxValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A model whose inputs of 16, 32 and 64 bits without sign are fed as signed ones of the same bits.
 *
 * <p>ONNX Runtime computes with such inputs and its C API takes them, but its Java API has no call that makes the tensor. So the
 * model is changed in memory: each such input gets another name and the signed type, and a Cast before everything else makes from
 * it the tensor of the old name. A cast between integers of one size keeps every bit.
 */
final class UnsignedInputs {

    private static final String CAST = "Cast";
    private static final int ATTRIBUTE_IS_INT = 2;
    /** For a file that imports none of ONNX's own operators. */
    private static final long OPSET = 13;

    private UnsignedInputs() {
    }

    /**
     * What had to be changed.
     *
     * @param model empty where the file is fine as it is
     * @param names the names of the changed inputs, by the file's
     * @param types what the file calls those inputs' types, by the file's names
     */
    record Rewritten(Optional<byte[]> model, Map<String, String> names, Map<String, ElementType> types) {

        /** The inputs of the changed model under the file's names and types. */
        List<ModelTensor> restore(List<ModelTensor> changed) {
            Map<String, String> back = new HashMap<>();
            names.forEach((name, other) -> back.put(other, name));
            return changed.stream().map(spec -> back.containsKey(spec.name())
                    ? new ModelTensor(back.get(spec.name()), types.get(back.get(spec.name())), spec.dims()) : spec).toList();
        }
    }

    /** Changes what must be changed in a file; nothing in one that could not be read, of which the runtime says what is wrong. */
    static Rewritten changes(ModelFile file) throws RuntimeFailure {
        Optional<OnnxFile> described = file.description();
        if (described.isEmpty() || described.get().inputs().stream().allMatch(input -> signed(input) == null)) {
            return new Rewritten(Optional.empty(), Map.of(), Map.of());
        }
        try {
            return rewrite(OnnxModel.parseFrom(file.bytes()));
        } catch (IOException | OutOfMemoryError e) {
            throw new RuntimeFailure(file.path().getFileName() + " has inputs of unsigned integers and does not fit into memory for "
                    + "the change that they need (" + e.getMessage() + ")", false, e);
        }
    }

    private static Rewritten rewrite(OnnxModel model) {
        OnnxGraph graph = model.getGraph();
        Set<String> taken = names(graph);
        Set<String> constants = new HashSet<>(graph.getInitializerList().stream().map(OnnxTensor::getName).toList());
        Map<String, String> renamed = new LinkedHashMap<>();
        Map<String, ElementType> original = new LinkedHashMap<>();
        List<OnnxNode> nodes = new ArrayList<>();
        List<OnnxValue> inputs = new ArrayList<>();
        for (OnnxValue input : graph.getInputList()) {
            ElementType type = constants.contains(input.getName()) ? null : signed(input);
            if (type == null) {
                inputs.add(input);
                continue;
            }
            String name = input.getName() + "_bits";
            while (!taken.add(name)) {
                name += "_";
            }
            renamed.put(input.getName(), name);
            original.put(input.getName(), unsigned(input));
            nodes.add(cast(name, input));
            inputs.add(as(input, name, type));
        }
        nodes.addAll(graph.getNodeList());
        var changed = model.toBuilder().setGraph(graph.toBuilder().clearInput().addAllInput(inputs).clearNode().addAllNode(nodes));
        if (model.getOpsetImportList().stream().noneMatch(set -> OnnxFile.isOwn(set.getDomain()))) {
            changed.addOpsetImport(OnnxOperatorSet.newBuilder().setDomain("").setVersion(OPSET));
        }
        return new Rewritten(Optional.of(changed.build().toByteArray()), renamed, original);
    }

    private static OnnxNode cast(String from, OnnxValue to) {
        return OnnxNode.newBuilder().setOpType(CAST).addInput(from).addOutput(to.getName()).setName(from)
                .addAttribute(OnnxAttribute.newBuilder().setName("to").setType(ATTRIBUTE_IS_INT)
                        .setI(to.getType().getTensorType().getElemType()))
                .build();
    }

    private static OnnxValue as(OnnxValue input, String name, ElementType type) {
        var tensor = input.getType().getTensorType().toBuilder().setElemType(type.onnxNumber());
        return input.toBuilder().setName(name).setType(input.getType().toBuilder().setTensorType(tensor)).build();
    }

    private static Set<String> names(OnnxGraph graph) {
        Set<String> names = new HashSet<>();
        graph.getInputList().forEach(input -> names.add(input.getName()));
        graph.getInitializerList().forEach(constant -> names.add(constant.getName()));
        graph.getNodeList().forEach(node -> {
            names.add(node.getName());
            names.addAll(node.getInputList());
            names.addAll(node.getOutputList());
            node.getAttributeList().forEach(attribute -> {
                names.addAll(attribute.hasG() ? names(attribute.getG()) : Set.of());
                attribute.getGraphsList().forEach(inner -> names.addAll(names(inner)));
            });
        });
        return names;
    }

    private static ElementType unsigned(OnnxValue input) {
        int number = input.getType().getTensorType().getElemType();
        for (ElementType type : List.of(ElementType.UINT16, ElementType.UINT32, ElementType.UINT64)) {
            if (type.onnxNumber() == number) {
                return type;
            }
        }
        return null;
    }

    /** The signed type of the same size; null for an input that is fine as it is. */
    private static ElementType signed(OnnxValue input) {
        ElementType type = unsigned(input);
        return type == null ? null : switch (type) {
            case UINT16 -> ElementType.INT16;
            case UINT32 -> ElementType.INT32;
            case UINT64 -> ElementType.INT64;
            case BOOL, UINT8, INT8, INT16, INT32, INT64, FP16, FP32, FP64, BF16, BYTES -> null;
        };
    }
}
