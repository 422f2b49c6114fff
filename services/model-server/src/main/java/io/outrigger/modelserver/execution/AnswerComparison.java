package io.outrigger.modelserver.execution;

import io.outrigger.modelserver.runtime.ElementType;
import io.outrigger.modelserver.runtime.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/**
 * The comparison of two answers to one request, of which one was computed beside other requests.
 *
 * <p>Floating-point numbers may differ by what another order of summation explains: relative to themselves, or for those near zero
 * relative to the largest of their tensor. Everything else must be the same to the bit; NaN equals NaN.
 */
final class AnswerComparison {

    private static final double SCALE_MAX = 100;

    private AnswerComparison() {
    }

    /** How they differ, for people; empty where they do not. */
    static Optional<String> difference(List<Tensor> alone, List<Tensor> joined) {
        for (int i = 0; i < alone.size(); i++) {
            Optional<String> difference = difference(alone.get(i), joined.get(i));
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> difference(Tensor alone, Tensor joined) {
        if (!Arrays.equals(alone.shape(), joined.shape())) {
            return Optional.of("output '" + alone.name() + "' of a request has the shape " + Arrays.toString(alone.shape())
                    + " when it runs alone and " + Arrays.toString(joined.shape()) + " when it is joined with others");
        }
        boolean equal = alone.data().equals(joined.data()) || close(alone, joined);
        return equal ? Optional.empty() : Optional.of("output '" + alone.name()
                + "' of a request has other values when it is joined with others than when it runs alone");
    }

    private static boolean close(Tensor alone, Tensor joined) {
        return switch (alone.type()) {
            case FP64 -> close(alone, joined, 1e-9, 1e-11);
            case FP32 -> close(alone, joined, 1e-4, 1e-5);
            case FP16 -> close(alone, joined, 1e-2, 2e-3);
            case BF16 -> close(alone, joined, 2e-2, 4e-3);
            case BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, BYTES -> false;
        };
    }

    private static boolean close(Tensor alone, Tensor joined, double relative, double ofLargest) {
        int count = alone.data().remaining() / alone.type().bytes();
        if (joined.data().remaining() != alone.data().remaining()) {
            return false;
        }
        IntToDoubleFunction expected = values(alone);
        IntToDoubleFunction found = values(joined);
        double largest = 0;
        for (int i = 0; i < count; i++) {
            double value = Math.abs(expected.applyAsDouble(i));
            largest = Double.isFinite(value) ? Math.max(largest, value) : largest;
        }
        double floor = ofLargest * Math.min(largest, SCALE_MAX);
        for (int i = 0; i < count; i++) {
            if (!close(expected.applyAsDouble(i), found.applyAsDouble(i), relative, floor)) {
                return false;
            }
        }
        return true;
    }

    private static boolean close(double one, double other, double relative, double floor) {
        if (Double.compare(one, other) == 0 || one == other) {
            return true;
        }
        return Double.isFinite(one) && Double.isFinite(other)
                && Math.abs(one - other) <= Math.max(floor, relative * Math.max(Math.abs(one), Math.abs(other)));
    }

    private static IntToDoubleFunction values(Tensor tensor) {
        ByteBuffer data = tensor.data().slice().order(ByteOrder.LITTLE_ENDIAN);
        ElementType type = tensor.type();
        return switch (type) {
            case FP64 -> index -> data.getDouble(index * Double.BYTES);
            case FP32 -> index -> data.getFloat(index * Float.BYTES);
            case FP16 -> index -> Float.float16ToFloat(data.getShort(index * Short.BYTES));
            case BF16 -> index -> Float.intBitsToFloat(data.getShort(index * Short.BYTES) << Short.SIZE);
            case BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, BYTES ->
                throw new IllegalArgumentException(type + " has no tolerance");
        };
    }
}
