package io.outrigger.openinference.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A cursor over one protobuf message's fields; it reads only what {@link #text()} asks for. Not thread-safe. */
final class WireReader {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED32 = 5;

    private final byte[] bytes;
    private int position;
    private int field;
    private int wireType;
    private int length;

    WireReader(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Steps onto the next field, false at the end; the field before must have been read or skipped. */
    boolean next() {
        if (position == bytes.length) {
            return false;
        }
        int tag = (int) varint(5, 0xffff_ffffL);
        field = tag >>> 3;
        wireType = tag & 7;
        if (field == 0) {
            throw malformed("a field has the number 0");
        }
        length = switch (wireType) {
            case VARINT -> 0;
            case FIXED64 -> Long.BYTES;
            case LENGTH_DELIMITED -> (int) varint(5, Integer.MAX_VALUE);
            case FIXED32 -> Integer.BYTES;
            default -> throw malformed("field " + field + " has wire type " + wireType + ", which is not in use");
        };
        if (length > bytes.length - position) {
            throw malformed("field " + field + " claims " + length + " bytes but " + (bytes.length - position) + " are left");
        }
        return true;
    }

    int field() {
        return field;
    }

    int wireType() {
        return wireType;
    }

    boolean isLengthDelimited() {
        return wireType == LENGTH_DELIMITED;
    }

    /** Bytes of the field's value, known to be there. */
    int length() {
        return length;
    }

    void skip() {
        if (wireType == VARINT) {
            varint(10, -1);
        } else {
            position += length;
        }
    }

    /** The field's value as text. */
    String text() {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, position, length)).toString();
        } catch (CharacterCodingException e) {
            throw malformed("field " + field + " is not valid UTF-8");
        } finally {
            position += length;
        }
    }

    Malformed malformed(String why) {
        return new Malformed(why + " (at byte " + position + " of " + bytes.length + ")");
    }

    /** A number of at most so many bytes, no larger than max as unsigned. */
    private long varint(int bytesMax, long max) {
        long value = 0;
        for (int i = 0; i < bytesMax; i++) {
            if (position == bytes.length) {
                throw malformed("a number is cut short");
            }
            byte next = bytes[position++];
            value |= (long) (next & 0x7f) << 7 * i;
            if (next >= 0) {
                if (Long.compareUnsigned(value, max) > 0) {
                    throw malformed("a number is too large");
                }
                return value;
            }
        }
        throw malformed("a number has more than " + bytesMax + " bytes");
    }

    /** Says what is wrong with the bytes, for the scanners to answer with. */
    static final class Malformed extends RuntimeException {

        private Malformed(String message) {
            super(message, null, false, false);
        }
    }
}
