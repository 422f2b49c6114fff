package io.outrigger.modelserver.runtime;

import io.outrigger.proto.onnx.OnnxAttribute;
import io.outrigger.proto.onnx.OnnxFunction;
import io.outrigger.proto.onnx.OnnxGraph;
import io.outrigger.proto.onnx.OnnxModel;
import io.outrigger.proto.onnx.OnnxNode;
import io.outrigger.proto.onnx.OnnxValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which tensors of a graph have a shape that follows from the values given and not from their shapes alone: a detector's findings, the
 * words of a text. Each comes with the operator that is the reason.
 *
 * <p>Followed through the graph node by node are two properties of a tensor: that its values depend on the caller's, and that its shape
 * does. A shape read off by {@code Shape} ends the first unless the second holds. Where it is not clear, the second is taken to hold.
 */
final class ShapesByValue {

    /** Give as many elements as the values decide. */
    private static final Set<String> COUNTING = Set.of("NonZero", "NonMaxSuppression", "Unique", "StringSplit",
            "StringNormalizer", "ImageDecoder", "Tokenizer", "RemovePadding", "BeamSearch", "WhisperBeamSearch", "GreedySearch",
            "Sampling");

    /** Operators with the places of the inputs whose values are sizes, counts or axes. */
    private static final Map<String, Set<Integer>> SIZES = sizes();

    /** Give the shape of their first input, whatever the others are. */
    private static final Set<String> LIKE_THE_FIRST = Set.of("ScatterND", "ScatterElements", "Scatter", "TensorScatter", "Trilu");

    private static final Set<String> RANDOM =
            Set.of("RandomNormal", "RandomUniform", "RandomNormalLike", "RandomUniformLike", "Bernoulli", "Multinomial");

    private static final int CALLS_MAX = 10_000;
    private static final int DEPTH_MAX = 32;

    private final Map<String, OnnxFunction> functions;
    private final AtomicInteger calls;
    private final int depth;
    private final Set<String> byValue = new HashSet<>();
    private final Map<String, String> shapedByValue = new HashMap<>();

    private ShapesByValue(Map<String, OnnxFunction> functions, AtomicInteger calls, int depth) {
        this.functions = functions;
        this.calls = calls;
        this.depth = depth;
    }

    /** The outputs of a model whose shape follows from values, with the operator that makes it so. */
    static Map<String, String> outputs(OnnxModel model, List<OnnxValue> inputs) {
        var functions = model.getFunctionsList().stream().collect(Collectors.toMap(
                function -> key(function.getDomain(), function.getName()), function -> function, (one, other) -> one));
        var analysis = new ShapesByValue(functions, new AtomicInteger(), 0);
        inputs.forEach(input -> analysis.byValue.add(input.getName()));
        model.getGraph().getNodeList().forEach(analysis::visit);
        Map<String, String> found = new HashMap<>(analysis.shapedByValue);
        found.keySet().retainAll(model.getGraph().getOutputList().stream().map(OnnxValue::getName).toList());
        return found;
    }

    private void visit(OnnxNode node) {
        String operator = node.getOpType();
        boolean values = RANDOM.contains(operator) || node.getInputList().stream().anyMatch(byValue::contains);
        Optional<String> reason = shapeOf(node.getInputList());
        OnnxFunction function = functions.get(key(node.getDomain(), operator));
        List<OnnxGraph> bodies = bodies(node);
        if (function != null) {
            call(node, function);
            return;
        }
        if (!bodies.isEmpty()) {
            Optional<String> inside = control(node, bodies, values, reason);
            values |= bodies.stream().flatMap(body -> body.getOutputList().stream()).anyMatch(output -> byValue.contains(output.getName()));
            reason = reason.or(() -> inside);
        } else if (operator.equals("Shape") || operator.equals("Size")) {
            values = reason.isPresent();
            reason = Optional.empty();
        } else if (LIKE_THE_FIRST.contains(operator)) {
            reason = shapeOf(node.getInputList().subList(0, Math.min(1, node.getInputCount())));
        } else if (COUNTING.contains(operator) && values || sizedByValue(node)) {
            reason = Optional.of(operator);
        }
        mark(node.getOutputList(), values, reason);
    }

    private boolean sizedByValue(OnnxNode node) {
        Set<Integer> places = SIZES.getOrDefault(node.getOpType(), Set.of());
        return IntStream.range(0, node.getInputCount()).anyMatch(i -> places.contains(i) && byValue.contains(node.getInput(i)));
    }

    private Optional<String> shapeOf(List<String> tensors) {
        return tensors.stream().filter(shapedByValue::containsKey).map(shapedByValue::get).findFirst();
    }

    private void mark(List<String> tensors, boolean values, Optional<String> reason) {
        if (values) {
            byValue.addAll(tensors);
        }
        reason.ifPresent(operator -> tensors.forEach(tensor -> shapedByValue.putIfAbsent(tensor, operator)));
    }

    /**
     * Loops and branches, whose reason is their own or one found inside: a body's own inputs may become in a later turn what any input or
     * output of the node is.
     */
    private Optional<String> control(OnnxNode node, List<OnnxGraph> bodies, boolean values, Optional<String> reason) {
        boolean loop = node.getOpType().equals("Loop");
        Optional<String> found = Optional.empty();
        for (OnnxGraph body : bodies) {
            for (int i = 0; i < body.getInputCount(); i++) {
                boolean carried = !loop || i > 1;
                boolean decided = loop && i == 1 && node.getInputCount() > 1 && byValue.contains(node.getInput(1));
                mark(List.of(body.getInput(i).getName()), carried && values || decided, carried ? reason : Optional.empty());
            }
            body.getNodeList().forEach(this::visit);
            found = found.or(() -> shapeOf(body.getOutputList().stream().map(OnnxValue::getName).toList()));
            if (loop && body.getOutputCount() > 0 && byValue.contains(body.getOutput(0).getName())) {
                found = Optional.of(node.getOpType());
            }
        }
        boolean counted = (loop || node.getOpType().equals("If")) && node.getInputCount() > 0 && byValue.contains(node.getInput(0));
        return counted ? Optional.of(node.getOpType()) : found;
    }

    private void call(OnnxNode node, OnnxFunction function) {
        if (depth >= DEPTH_MAX || calls.incrementAndGet() > CALLS_MAX) {
            mark(node.getOutputList(), true, Optional.of(node.getOpType()));
            return;
        }
        var inside = new ShapesByValue(functions, calls, depth + 1);
        for (int i = 0; i < Math.min(node.getInputCount(), function.getInputCount()); i++) {
            inside.mark(List.of(function.getInput(i)), byValue.contains(node.getInput(i)),
                    Optional.ofNullable(shapedByValue.get(node.getInput(i))));
        }
        function.getNodeList().forEach(inside::visit);
        for (int i = 0; i < Math.min(node.getOutputCount(), function.getOutputCount()); i++) {
            String result = function.getOutput(i);
            mark(List.of(node.getOutput(i)), inside.byValue.contains(result), Optional.ofNullable(inside.shapedByValue.get(result)));
        }
    }

    private static List<OnnxGraph> bodies(OnnxNode node) {
        List<OnnxGraph> bodies = new ArrayList<>();
        for (OnnxAttribute attribute : node.getAttributeList()) {
            if (attribute.hasG()) {
                bodies.add(attribute.getG());
            }
            bodies.addAll(attribute.getGraphsList());
        }
        return bodies;
    }

    private static String key(String domain, String name) {
        return (OnnxFile.isOwn(domain) ? "" : domain) + ":" + name;
    }

    private static Map<String, Set<Integer>> sizes() {
        Map<String, Set<Integer>> places = new HashMap<>();
        for (String operator : List.of("Compress", "Reshape", "Expand", "TopK", "OneHot", "Split", "SplitToSequence", "CenterCropPad",
                "AffineGrid", "Upsample", "Squeeze", "Unsqueeze", "SequenceAt", "SequenceErase", "ReduceSum", "ReduceMax", "ReduceMin",
                "ReduceMean", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceSumSquare")) {
            places.put(operator, Set.of(1));
        }
        for (String operator : List.of("ConstantOfShape", "HannWindow", "HammingWindow", "BlackmanWindow")) {
            places.put(operator, Set.of(0));
        }
        places.put("Slice", Set.of(1, 2, 3, 4));
        places.put("DynamicSlice", Set.of(1, 2, 3));
        places.put("Pad", Set.of(1, 3));
        places.put("Tile", Set.of(1, 2));
        places.put("Resize", Set.of(1, 2, 3));
        places.put("Range", Set.of(0, 1, 2));
        places.put("Col2Im", Set.of(1, 2));
        places.put("MaxUnpool", Set.of(2));
        places.put("MelWeightMatrix", Set.of(0, 1));
        places.put("DFT", Set.of(1, 2));
        places.put("STFT", Set.of(1, 3));
        places.put("SequenceInsert", Set.of(2));
        places.put("ConvTransposeWithDynamicPads", Set.of(2));
        return Map.copyOf(places);
    }
}
