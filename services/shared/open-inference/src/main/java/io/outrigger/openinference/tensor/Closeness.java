package io.outrigger.openinference.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntToDoubleFunction;

/**
 * Whether two tensors could be the same one, computed twice.
 *
 * <p>Floating-point numbers may differ by what another order of summation explains: relative to themselves, or for those near zero
 * relative to the largest of their tensor. Everything else must be the same to the bit; NaN equals NaN.
 */
public final class Closeness {

    private static final double SCALE_MAX = 100;

    private Closeness() {
    }

    /** Compares the raw data of two tensors of one datatype; the buffers' positions stay. */
    public static boolean isClose(Datatype type, ByteBuffer expected, ByteBuffer found) {
        if (expected.equals(found)) {
            return true;
        }
        return expected.remaining() == found.remaining() && switch (type) {
            case FP64 -> isClose(type, expected, found, 1e-9, 1e-11);
            case FP32 -> isClose(type, expected, found, 1e-4, 1e-5);
            case FP16 -> isClose(type, expected, found, 1e-2, 2e-3);
            case BF16 -> isClose(type, expected, found, 2e-2, 4e-3);
            case BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, BYTES -> false;
        };
    }

    private static boolean isClose(Datatype type, ByteBuffer expected, ByteBuffer found, double relative, double ofLargest) {
        int count = expected.remaining() / type.bytes();
        IntToDoubleFunction one = values(type, expected);
        IntToDoubleFunction other = values(type, found);
        double largest = 0;
        for (int i = 0; i < count; i++) {
            double value = Math.abs(one.applyAsDouble(i));
            largest = Double.isFinite(value) ? Math.max(largest, value) : largest;
        }
        double floor = ofLargest * Math.min(largest, SCALE_MAX);
        for (int i = 0; i < count; i++) {
            if (!isClose(one.applyAsDouble(i), other.applyAsDouble(i), relative, floor)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isClose(double one, double other, double relative, double floor) {
        if (Double.compare(one, other) == 0 || one == other) {
            return true;
        }
        return Double.isFinite(one) && Double.isFinite(other)
                && Math.abs(one - other) <= Math.max(floor, relative * Math.max(Math.abs(one), Math.abs(other)));
    }

    private static IntToDoubleFunction values(Datatype type, ByteBuffer tensor) {
        ByteBuffer data = tensor.slice().order(ByteOrder.LITTLE_ENDIAN);
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
