package io.outrigger.modelserver.runtime;

import io.outrigger.modelserver.runtime.Rows.Along;
import io.outrigger.modelserver.runtime.Rows.Mixed;
import io.outrigger.modelserver.runtime.Rows.None;
import io.outrigger.proto.onnx.OnnxModel;
import io.outrigger.proto.onnx.OnnxNode;
import io.outrigger.proto.onnx.OnnxOperatorSet;
import io.outrigger.proto.onnx.OnnxValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which outputs of a model are made of several rows together, by what the graph does: a maximum over all rows, a step of a sequence, a
 * range for quantizing. Each comes with the operator that is the reason.
 *
 * <p>Running finds most such models out, but not one whose rows meet for a few values only. Followed through the graph is the axis along
 * which the rows lie, from the first of each input on. Only what surely mixes counts: where the axis is lost from sight nothing is said,
 * and running has to show it.
 */
final class MixedRows {

    /** What stands between weights and their use. */
    private static final Set<String> RANK_KEPT = Set.of("Identity", "Cast", "Transpose", "DequantizeLinear");

    private final Map<String, Rows> tensors = new HashMap<>();
    private final SmallConstants constants;
    private final RowOperators operators;

    private MixedRows(OnnxModel model, List<OnnxValue> inputs) {
        constants = new SmallConstants(model.getGraph());
        long opset = model.getOpsetImportList().stream().filter(set -> OnnxFile.isOwn(set.getDomain()))
                .mapToLong(OnnxOperatorSet::getVersion).max().orElse(0);
        operators = new RowOperators(opset);
        for (OnnxValue input : inputs) {
            var type = input.getType().getTensorType();
            int rank = type.hasShape() ? type.getShape().getDimCount() : Rows.UNKNOWN;
            tensors.put(input.getName(), rank == 0 ? Rows.UNCLEAR : Rows.along(0, rank));
        }
    }

    /** The outputs whose rows meet, with the operator that lets them. */
    static Map<String, String> outputs(OnnxModel model, List<OnnxValue> inputs) {
        var walk = new MixedRows(model, inputs);
        model.getGraph().getNodeList().forEach(walk::visit);
        Map<String, String> found = new LinkedHashMap<>();
        for (OnnxValue output : model.getGraph().getOutputList()) {
            if (walk.tensors.get(output.getName()) instanceof Mixed mixed) {
                found.put(output.getName(), mixed.operator());
            }
        }
        return found;
    }

    private void visit(OnnxNode node) {
        if (node.getOpType().equals("Constant")) {
            constants.put(node);
            return;
        }
        Rows result = result(node);
        for (int i = 0; i < node.getOutputCount(); i++) {
            tensors.put(node.getOutput(i), i == 0 ? result : operators.further(node, i, result));
        }
    }

    private Rows result(OnnxNode node) {
        List<Rows> given = new ArrayList<>();
        for (String name : node.getInputList()) {
            given.add(name.isEmpty() ? new None(0) : tensors.getOrDefault(name, new None(constants.rank(name))));
        }
        boolean shape = node.getOpType().equals("Shape") || node.getOpType().equals("Size");
        for (Rows one : given) {
            if (one instanceof Mixed && !shape) {
                return one;
            }
        }
        boolean bodies = node.getAttributeList().stream().anyMatch(attribute -> attribute.hasG() || attribute.getGraphsCount() > 0);
        boolean rows = given.stream().anyMatch(one -> !(one instanceof None));
        if (shape || !rows && !bodies) {
            boolean kept = !shape && RANK_KEPT.contains(node.getOpType());
            return kept && given.getFirst() instanceof None first ? first : new None(Rows.UNKNOWN);
        }
        boolean clear = given.stream().allMatch(one -> one instanceof None || one instanceof Along);
        return bodies || !clear ? Rows.UNCLEAR : operators.apply(node, given, constants);
    }
}
