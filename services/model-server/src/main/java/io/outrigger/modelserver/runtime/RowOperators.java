package io.outrigger.modelserver.runtime;

import static io.outrigger.modelserver.runtime.NodeAttributes.axes;
import static io.outrigger.modelserver.runtime.NodeAttributes.input;
import static io.outrigger.modelserver.runtime.NodeAttributes.ints;
import static io.outrigger.modelserver.runtime.NodeAttributes.whole;

import io.outrigger.modelserver.runtime.Rows.Along;
import io.outrigger.modelserver.runtime.Rows.Mixed;
import io.outrigger.modelserver.runtime.Rows.None;
import io.outrigger.proto.onnx.OnnxNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What each operator of ONNX does to the rows in its inputs; one that is not known here loses them from sight. */
final class RowOperators {

    private static final Set<String> ELEMENTWISE = Set.of(
            "Abs", "Acos", "Acosh", "Add", "And", "Asin", "Asinh", "Atan", "Atanh", "BitShift", "BitwiseAnd", "BitwiseNot",
            "BitwiseOr", "BitwiseXor", "Cast", "CastLike", "Ceil", "Celu", "Clip", "Cos", "Cosh", "Div", "Dropout", "Elu", "Equal",
            "Erf", "Exp", "Floor", "Gelu", "Greater", "GreaterOrEqual", "HardSigmoid", "HardSwish", "Identity", "IsInf", "IsNaN",
            "LeakyRelu", "Less", "LessOrEqual", "Log", "Max", "Mean", "Min", "Mish", "Mod", "Mul", "Neg", "Not", "Or", "PRelu",
            "Pow", "Reciprocal", "Relu", "Round", "Selu", "Shrink", "Sigmoid", "Sign", "Sin", "Sinh", "Softplus", "Softsign",
            "Sqrt", "Sub", "Sum", "Swish", "Tan", "Tanh", "ThresholdedRelu", "Where", "Xor");
    private static final Set<String> REDUCTIONS = Set.of(
            "ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd",
            "ReduceSum", "ReduceSumSquare");
    /** Take the first dimension for that of the rows, whatever lies there. */
    private static final Set<String> FIRST_IS_ROWS = Set.of("Conv", "ConvTranspose", "MaxPool", "AveragePool", "LpPool", "GlobalMaxPool",
            "GlobalAveragePool", "GlobalLpPool", "InstanceNormalization", "GroupNormalization", "LRN", "DepthToSpace", "SpaceToDepth");
    /** Take one range from all that they are given, and round by it. */
    private static final Set<String> RANGED = Set.of("DynamicQuantizeLinear", "DynamicQuantizeMatMul");
    /** From this version on the softmax is along one axis and reads it from the end. */
    private static final int SOFTMAX_OF_ONE_AXIS = 13;

    private final long opset;

    RowOperators(long opset) {
        this.opset = opset;
    }

    /** Where the rows are in a node's first output. Of what is given at least one thing has rows, and none has them mixed or unclear. */
    Rows apply(OnnxNode node, List<Rows> given, SmallConstants constants) {
        String operator = node.getOpType();
        var mixed = new Mixed(operator);
        if (RANGED.contains(operator)) {
            return mixed;
        }
        if (!OnnxFile.isOwn(node.getDomain())) {
            return Rows.UNCLEAR;
        }
        if (ELEMENTWISE.contains(operator)) {
            return together(given, mixed);
        }
        if (operator.equals("MatMul") || operator.equals("MatMulInteger")) {
            return RowProducts.matrices(given.get(0), given.get(1), mixed);
        }
        if (operator.equals("Gather")) {
            return RowMoves.gathered(node, given, mixed);
        }
        if (!(given.getFirst() instanceof Along data) || given.stream().skip(1).anyMatch(one -> one instanceof Along)) {
            return Rows.UNCLEAR;
        }
        if (REDUCTIONS.contains(operator)) {
            return reduced(data, axes(node, constants), whole(node, "keepdims", 1) == 1, whole(node, "noop_with_empty_axes", 0) == 1,
                    mixed);
        }
        if (FIRST_IS_ROWS.contains(operator)) {
            return data.axis() == 0 ? data : Rows.UNCLEAR;
        }
        return switch (operator) {
            case "ArgMax", "ArgMin" ->
                reduced(data, Optional.of(List.of(whole(node, "axis", 0))), whole(node, "keepdims", 1) == 1, false, mixed);
            case "Softmax", "LogSoftmax", "Hardmax" -> opset >= SOFTMAX_OF_ONE_AXIS
                    ? unless(data, whole(node, "axis", -1), mixed) : unlessAfter(data, whole(node, "axis", 1), mixed);
            case "TopK", "LpNormalization" -> unless(data, whole(node, "axis", -1), mixed);
            case "LayerNormalization", "RMSNormalization" -> unlessAfter(data, whole(node, "axis", -1), mixed);
            case "CumSum" -> constants.numbers(input(node, 1)).filter(axis -> axis.size() == 1)
                    .map(axis -> unless(data, axis.getFirst(), mixed)).orElse(Rows.UNCLEAR);
            case "Split" -> unless(data, whole(node, "axis", 0), mixed);
            case "BatchNormalization" -> whole(node, "training_mode", 0) == 1 ? mixed : data;
            case "QuantizeLinear", "DequantizeLinear" -> data;
            case "LSTM", "GRU", "RNN" -> whole(node, "layout", 0) == 1 ? data.axis() == 0 ? Rows.along(0, 4) : Rows.UNCLEAR
                    : data.axis() == 0 ? mixed : data.axis() == 1 ? Rows.along(2, 4) : Rows.UNCLEAR;
            case "ReverseSequence" -> data.axis() == whole(node, "time_axis", 0) ? mixed : data;
            case "Gemm" -> data.axis() == whole(node, "transA", 0) ? Rows.along(0, 2) : mixed;
            case "Transpose" -> RowMoves.transposed(data, ints(node, "perm"));
            case "Flatten" -> data.axis() > 0 ? Rows.UNCLEAR : Rows.along(whole(node, "axis", 1) == 0 ? 1 : 0, 2);
            case "Reshape" -> RowMoves.reshaped(data, constants.numbers(input(node, 1)), whole(node, "allowzero", 0) == 1);
            case "Unsqueeze" -> axes(node, constants).map(axes -> RowMoves.unsqueezed(data, axes)).orElse(Rows.UNCLEAR);
            case "Squeeze" -> axes(node, constants).map(axes -> axes.isEmpty() || axes.contains((long) data.axis())
                    ? Rows.UNCLEAR
                    : reduced(data, Optional.of(axes), false, true, Rows.UNCLEAR)).orElse(Rows.UNCLEAR);
            case "Slice" -> RowMoves.sliced(node, data, constants, mixed);
            default -> Rows.UNCLEAR;
        };
    }

    /** Where they are in another output than the first. */
    Rows further(OnnxNode node, int output, Rows first) {
        if (!(first instanceof Along rows)) {
            return first;
        }
        return switch (node.getOpType()) {
            case "LSTM", "GRU", "RNN" -> rows.axis() == 2 ? Rows.along(1, 3) : Rows.along(0, 3);
            case "Split", "TopK", "Dropout", "MaxPool" -> first;
            default -> Rows.UNCLEAR;
        };
    }

    /** Broadcasting lays tensors together from their last dimensions on. */
    private static Rows together(List<Rows> given, Rows mixed) {
        int widest = 0;
        for (Rows one : given) {
            int rank = one instanceof Along rows ? rows.rank() : one instanceof None none ? none.rank() : Rows.UNKNOWN;
            widest = rank < 0 || widest < 0 ? Rows.UNKNOWN : Math.max(widest, rank);
        }
        if (widest < 0) {
            boolean plain = given.stream().allMatch(one -> one instanceof Along || one instanceof None none && none.rank() >= 0
                    && none.rank() <= 1);
            List<Rows> rows = given.stream().filter(Along.class::isInstance).distinct().toList();
            return plain && rows.size() == 1 ? rows.getFirst() : Rows.UNCLEAR;
        }
        int axis = Rows.UNKNOWN;
        for (Rows one : given) {
            if (one instanceof Along rows) {
                int place = rows.axis() + widest - rows.rank();
                if (axis >= 0 && axis != place) {
                    return mixed;
                }
                axis = place;
            }
        }
        return Rows.along(axis, widest);
    }

    /** What an operator gives that puts together along one axis. */
    static Rows unless(Along data, long axis, Rows mixed) {
        if (axis < 0 && data.rank() < 0) {
            return Rows.UNCLEAR;
        }
        return (axis < 0 ? axis + data.rank() : axis) == data.axis() ? mixed : data;
    }

    /** What one gives that puts together from an axis on. */
    private static Rows unlessAfter(Along data, long axis, Rows mixed) {
        if (axis < 0 && data.rank() < 0) {
            return Rows.UNCLEAR;
        }
        return (axis < 0 ? axis + data.rank() : axis) <= data.axis() ? mixed : data;
    }

    private static Rows reduced(Along data, Optional<List<Long>> axes, boolean kept, boolean noneIsNone, Rows mixed) {
        if (axes.isEmpty()) {
            return Rows.UNCLEAR;
        }
        if (axes.get().isEmpty()) {
            return noneIsNone ? data : mixed;
        }
        if (data.rank() < 0 && axes.get().stream().anyMatch(axis -> axis < 0)) {
            return Rows.UNCLEAR;
        }
        List<Long> places = axes.get().stream().map(axis -> axis < 0 ? axis + data.rank() : axis).toList();
        if (places.contains((long) data.axis())) {
            return mixed;
        }
        return kept ? data : Rows.along(data.axis() - (int) places.stream().filter(place -> place < data.axis()).count(),
                data.rank() < 0 ? Rows.UNKNOWN : data.rank() - places.size());
    }
}
