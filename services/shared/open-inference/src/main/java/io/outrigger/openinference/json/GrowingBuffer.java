package io.outrigger.openinference.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A byte array that grows by doubling and takes little-endian numbers. Not thread-safe. */
final class GrowingBuffer {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes;
    private int size;

    GrowingBuffer(int capacity) {
        this.bytes = new byte[capacity + Long.BYTES];
    }

    /** The lowest bytes of a number; the ones written beyond them are overwritten by the next. */
    void put(long value, int width) {
        if (bytes.length - size < Long.BYTES) {
            grow(Long.BYTES);
        }
        LONG.set(bytes, size, value);
        size += width;
    }

    void put(byte[] source) {
        if (bytes.length - size < source.length) {
            grow(source.length);
        }
        System.arraycopy(source, 0, bytes, size, source.length);
        size += source.length;
    }

    /** The array behind it, filled up to size. */
    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    private void grow(int more) {
        bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), (int) Math.min(2L * bytes.length, Integer.MAX_VALUE - 8)));
    }
}
