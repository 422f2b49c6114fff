package io.outrigger.openinference.rows;

import io.outrigger.openinference.tensor.Datatype;
import io.outrigger.openinference.wire.WireReader;
import java.util.function.IntToLongFunction;

/** How far rows reach in raw contents. */
final class RawRows {

    private RawRows() {
    }

    /** Elements of one row, all dimensions but the first multiplied; -1 where one is negative or they are too many for a message. */
    static int elementsOfRow(int rank, IntToLongFunction dimension) {
        long product = 1;
        boolean empty = false;
        for (int i = 1; i < rank; i++) {
            long size = dimension.applyAsLong(i);
            if (size < 0 || size > Integer.MAX_VALUE) {
                return -1;
            }
            empty |= size == 0;
            product *= Math.max(size, 1);
            if (product > Integer.MAX_VALUE) {
                return -1;
            }
        }
        return empty ? 0 : (int) product;
    }

    /** Passes over so many elements; false where the bytes that are left do not hold them. */
    static boolean pass(WireReader reader, Datatype datatype, long elements) {
        int width = datatype.isFixedWidth() ? datatype.bytes() : Integer.BYTES;
        if (elements > reader.left() / width) {
            return false;
        }
        if (datatype.isFixedWidth()) {
            reader.pass((int) elements * width);
            return true;
        }
        for (long i = 0; i < elements; i++) {
            int length = reader.left() < Integer.BYTES ? -1 : reader.fixed32();
            if (length < 0 || length > reader.left()) {
                return false;
            }
            reader.pass(length);
        }
        return true;
    }
}
