package io.outrigger.modelserver.runtime;

import io.outrigger.proto.onnx.OnnxAttribute;
import io.outrigger.proto.onnx.OnnxNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a node of a graph says besides its tensors. */
final class NodeAttributes {

    private NodeAttributes() {
    }

    /** The axes, which older files have as an attribute and newer ones as a constant; empty where they are computed. */
    static Optional<List<Long>> axes(OnnxNode node, SmallConstants constants) {
        String second = input(node, 1);
        return second.isEmpty() ? Optional.of(ints(node, "axes")) : constants.numbers(second);
    }

    /** The name of an input; empty where it is left out. */
    static String input(OnnxNode node, int place) {
        return place < node.getInputCount() ? node.getInput(place) : "";
    }

    static long whole(OnnxNode node, String name, long otherwise) {
        return node.getAttributeList().stream().filter(attribute -> attribute.getName().equals(name)).mapToLong(OnnxAttribute::getI)
                .findFirst().orElse(otherwise);
    }

    static List<Long> ints(OnnxNode node, String name) {
        List<Long> ints = new ArrayList<>();
        node.getAttributeList().stream().filter(attribute -> attribute.getName().equals(name))
                .forEach(attribute -> ints.addAll(attribute.getIntsList()));
        return ints;
    }
}
