package io.outrigger.openinference.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * A cursor over the fields of one protobuf message or of a part of it; it reads only what it is asked for. Not thread-safe.
 *
 * <p>It stands in one slice at a time and steps into the next one where a byte of that is needed, so a number or a text may lie
 * across any number of them. Places are counted from the message's first byte.
 */
public final class WireReader {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED32 = 5;

    private static final byte[] NOTHING = {};
    private static final char REPLACEMENT = '\ufffd';

    private final List<Slice> slices;
    /** Where the reading ends. */
    private final int limit;
    private byte[] array = NOTHING;
    private int at;
    private int end;
    /** The place of the array's byte 0, had it all been in the message. */
    private int shift;
    private int slicesBegun;
    private int start;
    private int field;
    private int wireType;
    private int length;

    public WireReader(WireMessage message) {
        this(message, 0, message.size());
    }

    /** Reads what stands between two places of a message, and nothing beyond. */
    public WireReader(WireMessage message, int from, int to) {
        Objects.checkFromToIndex(from, to, message.size());
        this.slices = message.slices();
        this.limit = to;
        take(from, null);
    }

    /** Steps onto the next field, false at the end; the field before must have been read or skipped. */
    public boolean next() {
        start = position();
        if (start == limit) {
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
        if (length > left()) {
            throw malformed("field " + field + " claims " + length + " bytes but " + left() + " are left");
        }
        return true;
    }

    public int field() {
        return field;
    }

    int wireType() {
        return wireType;
    }

    public boolean isLengthDelimited() {
        return wireType == LENGTH_DELIMITED;
    }

    public boolean isVarint() {
        return wireType == VARINT;
    }

    /** Bytes of the field's value, known to be there. */
    public int length() {
        return length;
    }

    /** Where the field begins, with its tag. */
    int start() {
        return start;
    }

    /** Where the reader stands: at the field's value before it has been read or skipped, at the field's end after it. */
    public int position() {
        return shift + at;
    }

    /** Bytes from there to the end. */
    public int left() {
        return limit - position();
    }

    public void skip() {
        if (wireType == VARINT) {
            number();
        } else {
            take(length, null);
        }
    }

    /** Passes over so many bytes, which are {@link #left()}. */
    public void pass(int bytes) {
        Objects.checkFromIndexSize(0, bytes, left());
        take(bytes, null);
    }

    /** One number of the field's value, which is one or several. */
    public long number() {
        return varint(10, -1);
    }

    /** Four bytes, the lowest first, which are {@link #left()}. */
    public int fixed32() {
        int value = 0;
        for (int shifted = 0; shifted < Integer.SIZE; shifted += Byte.SIZE) {
            if (at == end && !nextSlice()) {
                throw malformed("a number is cut short");
            }
            value |= (array[at++] & 0xff) << shifted;
        }
        return value;
    }

    /** Passes over a value that is numbers one after the other, and nothing but whole ones. */
    void skipVarints() {
        int valueEnd = position() + length;
        while (position() < valueEnd) {
            number();
        }
        if (position() > valueEnd) {
            throw malformed("a number is cut short");
        }
    }

    /** The field's value as text. */
    public String text() {
        byte[] bytes = array;
        int from = at;
        if (length <= end - at) {
            at += length;
        } else {
            bytes = new byte[length];
            from = 0;
            take(length, bytes);
        }
        String text = new String(bytes, from, length, StandardCharsets.UTF_8);
        return text.indexOf(REPLACEMENT) < 0 ? text : strictText(ByteBuffer.wrap(bytes, from, length));
    }

    /** Text in which something was replaced, or which has that character itself. */
    private String strictText(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw malformed("field " + field + " is not valid UTF-8");
        }
    }

    public Malformed malformed(String why) {
        return new Malformed(why + " (at byte " + position() + " of " + limit + ")");
    }

    /** A number of at most so many bytes, no larger than max as unsigned. */
    private long varint(int bytesMax, long max) {
        long value = 0;
        for (int i = 0; i < bytesMax; i++) {
            if (at == end && !nextSlice()) {
                throw malformed("a number is cut short");
            }
            byte next = array[at++];
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

    /** Passes over so many bytes, known to be there, and copies them where there is a target. */
    private void take(int count, byte[] target) {
        int left = count;
        while (left > 0) {
            if (at == end) {
                nextSlice();
            }
            int here = Math.min(left, end - at);
            if (target != null) {
                System.arraycopy(array, at, target, count - left, here);
            }
            at += here;
            left -= here;
        }
    }

    /** Steps to the first byte of the next slice that has one; false, and no step, when there is none. */
    private boolean nextSlice() {
        while (position() < limit && slicesBegun < slices.size()) {
            Slice slice = slices.get(slicesBegun++);
            if (slice.length() > 0) {
                shift += at - slice.offset();
                array = slice.array();
                at = slice.offset();
                end = at + Math.min(slice.length(), left());
                return true;
            }
        }
        return false;
    }

    /** Says what is wrong with the bytes, for the scanners to answer with. */
    public static final class Malformed extends RuntimeException {

        private Malformed(String message) {
            super(message, null, false, false);
        }
    }
}
