package io.outrigger.modelserver.execution;

import io.outrigger.modelserver.runtime.ElementStrings;
import io.outrigger.modelserver.runtime.ElementType;
import io.outrigger.modelserver.runtime.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The classification extension: the best classes of each row as {@code score:index:label}, instead of all values. */
final class BestClasses {

    private BestClasses() {
    }

    static boolean supports(ElementType type) {
        return switch (type) {
            case UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, FP32, FP64 -> true;
            case BOOL, FP16, BF16, BYTES -> false;
        };
    }

    /** The {@code classes} best of each row, best first; rows are counted by the first dimension of a batched model. */
    static Tensor best(Tensor scores, int classes, List<String> labels, boolean batched) {
        int rows = batched && scores.shape().length > 0 ? (int) scores.shape()[0] : 1;
        int width = rows == 0 ? 0 : scores.data().remaining() / scores.type().bytes() / rows;
        int kept = Math.min(classes, width);
        ByteBuffer data = scores.data().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        List<String> words = new ArrayList<>(rows * kept);
        for (int row = 0; row < rows; row++) {
            int first = row * width;
            IntStream.range(0, width).boxed()
                    .sorted(Comparator.comparingDouble((Integer index) -> -sortable(value(data, scores.type(), first + index))))
                    .limit(kept)
                    .forEach(index -> words.add(word(value(data, scores.type(), first + index), scores.type(), index, labels)));
        }
        long[] shape = batched && scores.shape().length > 0 ? new long[] {rows, kept} : new long[] {kept};
        return new Tensor(scores.name(), ElementType.BYTES, shape, ElementStrings.encode(words));
    }

    private static double sortable(double value) {
        return Double.isNaN(value) ? Double.NEGATIVE_INFINITY : value;
    }

    private static String word(double value, ElementType type, int index, List<String> labels) {
        boolean whole = type != ElementType.FP32 && type != ElementType.FP64;
        String score = whole ? String.format(Locale.ROOT, "%.0f", value) : String.format(Locale.ROOT, "%f", value);
        return index < labels.size() ? score + ":" + index + ":" + labels.get(index) : score + ":" + index;
    }

    private static double value(ByteBuffer data, ElementType type, int element) {
        int at = data.position() + element * type.bytes();
        return switch (type) {
            case UINT8 -> Byte.toUnsignedInt(data.get(at));
            case UINT16 -> Short.toUnsignedInt(data.getShort(at));
            case UINT32 -> Integer.toUnsignedLong(data.getInt(at));
            case UINT64 -> unsigned(data.getLong(at));
            case INT8 -> data.get(at);
            case INT16 -> data.getShort(at);
            case INT32 -> data.getInt(at);
            case INT64 -> data.getLong(at);
            case FP32 -> data.getFloat(at);
            case FP64 -> data.getDouble(at);
            case BOOL, FP16, BF16, BYTES -> throw new IllegalArgumentException("no scores in " + type);
        };
    }

    private static double unsigned(long bits) {
        return bits >= 0 ? bits : (bits >>> 1) * 2.0 + (bits & 1);
    }
}
