package io.outrigger.modelserver.runtime;

import static io.outrigger.modelserver.runtime.NodeAttributes.input;
import static io.outrigger.modelserver.runtime.NodeAttributes.ints;
import static io.outrigger.modelserver.runtime.NodeAttributes.whole;

import io.outrigger.modelserver.runtime.Rows.Along;
import io.outrigger.modelserver.runtime.Rows.None;
import io.outrigger.proto.onnx.OnnxNode;
import java.util.List;
import java.util.Optional;

/** Where rows are after operators that compute nothing: they turn, cut and pick. */
final class RowMoves {

    private static final long FAR = Integer.MAX_VALUE;

    private RowMoves() {
    }

    static Rows gathered(OnnxNode node, List<Rows> given, Rows mixed) {
        long axis = whole(node, "axis", 0);
        if (given.get(0) instanceof Along data && given.get(1) instanceof None places) {
            Rows kept = RowOperators.unless(data, axis, mixed);
            if (kept != data) {
                return kept;
            }
            int wider = places.rank() - 1;
            long place = axis < 0 ? axis + data.rank() : axis;
            return places.rank() < 0 || data.rank() < 0 ? data.axis() < place ? Rows.along(data.axis(), Rows.UNKNOWN) : Rows.UNCLEAR
                    : Rows.along(place < data.axis() ? data.axis() + wider : data.axis(), data.rank() + wider);
        }
        if (given.get(0) instanceof None table && given.get(1) instanceof Along places && (axis == 0 || table.rank() > 0)) {
            long place = axis < 0 ? axis + table.rank() : axis;
            return Rows.along((int) place + places.axis(),
                    table.rank() < 0 || places.rank() < 0 ? Rows.UNKNOWN : table.rank() - 1 + places.rank());
        }
        return Rows.UNCLEAR;
    }

    static Rows transposed(Along data, List<Long> order) {
        if (order.isEmpty()) {
            return data.rank() < 0 ? Rows.UNCLEAR : Rows.along(data.rank() - 1 - data.axis(), data.rank());
        }
        int place = order.indexOf((long) data.axis());
        return place < 0 ? Rows.UNCLEAR : Rows.along(place, order.size());
    }

    /** A size of 0 is that of the same place before, -1 whatever is left: there the rows go, if nothing but ones stands before. */
    static Rows reshaped(Along data, Optional<List<Long>> sizes, boolean zeroIsZero) {
        if (data.axis() != 0) {
            return Rows.UNCLEAR;
        }
        if (sizes.isEmpty()) {
            return Rows.along(0, Rows.UNKNOWN);
        }
        for (int i = 0; i < sizes.get().size(); i++) {
            long size = sizes.get().get(i);
            if (size == -1 || size == 0 && i == 0 && !zeroIsZero) {
                return Rows.along(i, sizes.get().size());
            } else if (size != 1) {
                return Rows.UNCLEAR;
            }
        }
        return Rows.UNCLEAR;
    }

    static Rows unsqueezed(Along data, List<Long> axes) {
        if (data.rank() < 0) {
            return Rows.UNCLEAR;
        }
        int rank = data.rank() + axes.size();
        List<Integer> added = axes.stream().map(axis -> (int) (axis < 0 ? axis + rank : axis)).toList();
        int left = data.axis();
        for (int place = 0; place < rank; place++) {
            if (!added.contains(place) && left-- == 0) {
                return Rows.along(place, rank);
            }
        }
        return Rows.UNCLEAR;
    }

    /** Rows at certain places are taken, unless all are. */
    static Rows sliced(OnnxNode node, Along data, SmallConstants constants, Rows mixed) {
        boolean old = node.getInputCount() == 1;
        Optional<List<Long>> starts = old ? Optional.of(ints(node, "starts")) : constants.numbers(input(node, 1));
        Optional<List<Long>> ends = old ? Optional.of(ints(node, "ends")) : constants.numbers(input(node, 2));
        Optional<List<Long>> axes = old ? Optional.of(ints(node, "axes")).filter(said -> !said.isEmpty())
                : constants.numbers(input(node, 3));
        if (axes.isEmpty() && !input(node, 3).isEmpty() || axes.isPresent() && data.rank() < 0
                && axes.get().stream().anyMatch(axis -> axis < 0)) {
            return Rows.UNCLEAR;
        }
        int at = axes.map(said -> said.stream().map(axis -> axis < 0 ? axis + data.rank() : axis).toList().indexOf((long) data.axis()))
                .orElse(data.axis());
        if (at < 0) {
            return data;
        }
        Optional<List<Long>> steps = constants.numbers(input(node, 4));
        if (starts.isEmpty() || ends.isEmpty() || steps.isEmpty() && !input(node, 4).isEmpty()) {
            return Rows.UNCLEAR;
        }
        if (axes.isEmpty() && at >= starts.get().size()) {
            return data;
        }
        boolean all = starts.get().get(at) == 0 && ends.get().get(at) >= FAR && steps.map(said -> said.get(at) == 1).orElse(true);
        return all ? data : mixed;
    }
}
