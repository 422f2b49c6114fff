package io.outrigger.openinference.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/** A part of an array that nobody writes to any more, so that several messages can share it. Immutable. */
public final class Slice {

    private final byte[] array;
    private final int offset;
    private final int length;

    private Slice(byte[] array, int offset, int length) {
        this.array = array;
        this.offset = offset;
        this.length = length;
    }

    /** The whole array, which is not copied. */
    public static Slice of(byte[] array) {
        return new Slice(array, 0, array.length);
    }

    /** A part of the array, which is not copied. */
    public static Slice of(byte[] array, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, array.length);
        return new Slice(array, offset, length);
    }

    public int length() {
        return length;
    }

    /** The bytes between two places of this slice, not copied. */
    public Slice part(int from, int to) {
        Objects.checkFromToIndex(from, to, length);
        return new Slice(array, offset + from, to - from);
    }

    public void writeTo(OutputStream target) throws IOException {
        target.write(array, offset, length);
    }

    byte[] array() {
        return array;
    }

    int offset() {
        return offset;
    }

    void copyTo(byte[] target, int at) {
        System.arraycopy(array, offset, target, at, length);
    }
}
