package io.outrigger.openinference.tensor;

import com.google.protobuf.ByteString;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import java.util.List;

/**
 * One tensor's data as it travels raw: little-endian, row-major, unpadded; BYTES elements each behind their length.
 *
 * <p>NaN and infinities pass: raw floats can say them, and what they mean is the model's business.
 */
public final class RawContents {

    private RawContents() {
    }

    /** Returns when the bytes are exactly what the shape and the datatype claim. */
    public static void check(String tensor, List<Long> shape, Datatype datatype, ByteString raw) {
        long bytes = ElementCount.bytes(tensor, shape, datatype);
        if (datatype == Datatype.BYTES) {
            elements(tensor, shape, bytes / Integer.BYTES, raw);
            return;
        }
        if (bytes != raw.size()) {
            throw new ServiceException(ErrorCode.DATA_SIZE_MISMATCH, "Tensor " + Quote.of(tensor) + " has " + raw.size()
                    + " bytes of data but its shape " + ShapeText.of(shape) + " of " + datatype + " needs " + bytes + ".");
        }
        if (datatype == Datatype.BOOL) {
            booleans(tensor, raw);
        }
    }

    /** The little-endian length that stands at an offset, as BYTES elements have it; above 2^31 it is negative. */
    public static int lengthAt(ByteString raw, int offset) {
        return raw.byteAt(offset) & 0xff
                | (raw.byteAt(offset + 1) & 0xff) << 8
                | (raw.byteAt(offset + 2) & 0xff) << 16
                | (raw.byteAt(offset + 3) & 0xff) << 24;
    }

    private static void elements(String tensor, List<Long> shape, long expected, ByteString raw) {
        int offset = 0;
        long found = 0;
        while (offset < raw.size()) {
            int left = raw.size() - offset - Integer.BYTES;
            int length = left < 0 ? -1 : lengthAt(raw, offset);
            if (length < 0 || length > left) {
                throw new ServiceException(ErrorCode.DATA_SIZE_MISMATCH, "Element " + found + " of tensor " + Quote.of(tensor)
                        + (left < 0
                                ? " has a length prefix cut short: 4 bytes are expected, " + (left + Integer.BYTES) + " are left."
                                : " claims " + Integer.toUnsignedString(length) + " bytes but " + left + " are left."));
            }
            offset += Integer.BYTES + length;
            found++;
        }
        if (found != expected) {
            throw new ServiceException(ErrorCode.DATA_SIZE_MISMATCH, "Tensor " + Quote.of(tensor) + " has " + found
                    + " BYTES elements but its shape " + ShapeText.of(shape) + " needs " + expected + ".");
        }
    }

    private static void booleans(String tensor, ByteString raw) {
        for (int i = 0; i < raw.size(); i++) {
            if ((raw.byteAt(i) & ~1) != 0) {
                throw new ServiceException(ErrorCode.VALUE_OUT_OF_RANGE, "Element " + i + " of tensor " + Quote.of(tensor)
                        + " is the byte " + (raw.byteAt(i) & 0xff) + " but BOOL has only 0 and 1.");
            }
        }
    }
}
