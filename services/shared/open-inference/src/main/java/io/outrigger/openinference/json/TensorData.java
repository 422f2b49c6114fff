package io.outrigger.openinference.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.openinference.tensor.Datatype;
import io.outrigger.openinference.tensor.ElementCount;
import io.outrigger.openinference.tensor.ShapeText;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Reads one tensor's {@code data} array into raw bytes: flat, or nested exactly as the shape says. For one use.
 *
 * <p>The buffer begins no larger than the JSON could fill (an element takes at least a digit and a comma), so a claimed shape
 * costs nothing.
 */
final class TensorData {

    private static final int CHARACTERS_OF_UINT64_MAX = 20;

    private final String tensor;
    private final Datatype datatype;
    private final List<Long> shape;
    private final long expected;
    private final GrowingBuffer raw;
    private long found;

    private TensorData(String tensor, Datatype datatype, List<Long> shape, int jsonBytes) {
        this.tensor = tensor;
        this.datatype = datatype;
        this.shape = shape;
        this.expected = ElementCount.of(tensor, shape);
        long claimed = ElementCount.bytes(tensor, shape, datatype);
        long possible = (jsonBytes / 2 + 1L) * Math.max(datatype.bytes(), 1);
        this.raw = new GrowingBuffer((int) Math.min(Math.min(claimed, possible), Integer.MAX_VALUE / 4));
    }

    /** The elements under a parser that stands on the opening bracket; jsonBytes is how much JSON there can be. */
    static ByteString read(JsonParser parser, String tensor, Datatype datatype, List<Long> shape, int jsonBytes) throws IOException {
        JsonFields.expect(parser, JsonToken.START_ARRAY, "The data of tensor " + Quote.of(tensor), "an array");
        var data = new TensorData(tensor, datatype, shape, jsonBytes);
        JsonToken first = parser.nextToken();
        if (first == JsonToken.START_ARRAY) {
            data.nested(parser);
        } else {
            data.flat(parser, first);
        }
        return UnsafeByteOperations.unsafeWrap(data.raw.bytes(), 0, data.raw.size());
    }

    private void flat(JsonParser parser, JsonToken first) throws IOException {
        for (JsonToken token = first; token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            element(parser, token);
        }
        if (found != expected) {
            throw new ServiceException(ErrorCode.DATA_SIZE_MISMATCH, "Tensor " + Quote.of(tensor) + " has " + found
                    + " elements but its shape " + ShapeText.of(shape) + " needs " + expected + ".");
        }
    }

    /** Counts the entries of every open array; each must have as many as its dimension when it closes. */
    private void nested(JsonParser parser) throws IOException {
        int rank = shape.size();
        var entries = new long[Math.max(rank, 2)];
        entries[0] = 1;
        int depth = 1;
        while (depth >= 0) {
            if (depth >= rank) {
                throw nesting("is nested deeper");
            }
            JsonToken token = parser.nextToken();
            if (token == JsonToken.END_ARRAY) {
                if (entries[depth] != shape.get(depth)) {
                    throw nesting("has " + entries[depth] + " entries in an array of dimension " + depth);
                }
                depth--;
            } else if (depth < rank - 1) {
                if (token != JsonToken.START_ARRAY) {
                    throw nesting("has an element where an array of dimension " + (depth + 1) + " belongs");
                }
                entries[depth]++;
                entries[++depth] = 0;
            } else if (token == JsonToken.START_ARRAY) {
                throw nesting("is nested deeper");
            } else {
                entries[depth]++;
                element(parser, token);
            }
        }
    }

    private ServiceException nesting(String why) {
        return new ServiceException(ErrorCode.DATA_SIZE_MISMATCH, "The data of tensor " + Quote.of(tensor) + " " + why
                + "; arrays nested as its shape " + ShapeText.of(shape) + " are expected, or one flat array.");
    }

    private void element(JsonParser parser, JsonToken token) throws IOException {
        switch (datatype.kind()) {
            case BOOLEAN -> {
                if (!token.isBoolean()) {
                    throw kind(token, "true or false");
                }
                raw.put(token == JsonToken.VALUE_TRUE ? 1 : 0, 1);
            }
            case SIGNED, UNSIGNED -> raw.put(whole(parser, token), datatype.bytes());
            case FLOATING -> raw.put(floating(parser, token), datatype.bytes());
            case TEXT -> {
                if (token != JsonToken.VALUE_STRING) {
                    throw kind(token, "a string");
                }
                byte[] text = JsonFields.wellFormed(parser.getText()).getBytes(StandardCharsets.UTF_8);
                raw.put(text.length, Integer.BYTES);
                raw.put(text);
            }
        }
        found++;
    }

    private long whole(JsonParser parser, JsonToken token) throws IOException {
        if (token != JsonToken.VALUE_NUMBER_INT) {
            throw token == JsonToken.VALUE_NUMBER_FLOAT ? range(parser, "takes whole numbers") : kind(token, "a whole number");
        }
        int bits = datatype.bytes() * Byte.SIZE;
        boolean signed = datatype.kind() == Datatype.Kind.SIGNED;
        if (parser.getTextLength() <= CHARACTERS_OF_UINT64_MAX) {
            if (parser.getNumberType() == NumberType.BIG_INTEGER) {
                BigInteger value = parser.getBigIntegerValue();
                if (datatype == Datatype.UINT64 && value.signum() > 0 && value.bitLength() <= Long.SIZE) {
                    return value.longValue();
                }
            } else {
                long value = parser.getLongValue();
                long above = signed ? value >> bits - 1 : bits == Long.SIZE ? value >> bits - 1 : value >> bits;
                if (above == 0 || signed && above == -1) {
                    return value;
                }
            }
        }
        BigInteger min = signed ? BigInteger.ONE.shiftLeft(bits - 1).negate() : BigInteger.ZERO;
        BigInteger max = BigInteger.ONE.shiftLeft(signed ? bits - 1 : bits).subtract(BigInteger.ONE);
        throw range(parser, "reaches from " + min + " to " + max);
    }

    /** The number's bits; what is finite in JSON must be finite in the datatype. */
    private long floating(JsonParser parser, JsonToken token) throws IOException {
        if (!token.isNumeric()) {
            throw kind(token, "a number");
        }
        if (parser.isNaN()) {
            throw range(parser, "takes numbers that JSON can say; NaN and infinities travel as binary data");
        }
        boolean small = token == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() != NumberType.BIG_INTEGER;
        if (datatype == Datatype.FP32) {
            float value = small && !isMinusZero(parser) ? parser.getLongValue() : parser.getFloatValue();
            if (Float.isInfinite(value)) {
                throw range(parser, "reaches to " + Float.MAX_VALUE);
            }
            return Float.floatToRawIntBits(value);
        }
        double value = small && !isMinusZero(parser) ? parser.getLongValue() : parser.getDoubleValue();
        return switch (datatype) {
            case FP16 -> {
                short bits = Float.floatToFloat16(roundedToOdd(value));
                if (Float.isInfinite(Float.float16ToFloat(bits))) {
                    throw range(parser, "reaches to 65504");
                }
                yield bits;
            }
            case BF16 -> {
                int bits = Float.floatToRawIntBits(roundedToOdd(value));
                int rounded = bits + 0x7fff + (bits >>> Short.SIZE & 1) >>> Short.SIZE;
                if (Float.isInfinite(Float.intBitsToFloat(rounded << Short.SIZE))) {
                    throw range(parser, "reaches to " + Float.intBitsToFloat(0x7f7f0000));
                }
                yield rounded;
            }
            default -> {
                if (Double.isInfinite(value)) {
                    throw range(parser, "reaches to " + Double.MAX_VALUE);
                }
                yield Double.doubleToRawLongBits(value);
            }
        };
    }

    /** Whether the whole number is -0, as JavaScript writes it: a whole number has no such zero, a floating one has. */
    private static boolean isMinusZero(JsonParser parser) throws IOException {
        return parser.getLongValue() == 0 && parser.getTextCharacters()[parser.getTextOffset()] == '-';
    }

    /**
     * The number as a float that remembers in its last bit that it was cut, so that rounding it once more, to a half-width float,
     * gives what rounding the number itself gives: two roundings to the nearest can end one step away.
     */
    private static float roundedToOdd(double value) {
        float nearest = (float) value;
        if (nearest == value) {
            return nearest;
        }
        int bits = Float.floatToRawIntBits(nearest);
        int towardsZero = Math.abs((double) nearest) > Math.abs(value) ? bits - 1 : bits;
        return Float.intBitsToFloat(towardsZero | 1);
    }

    private ServiceException kind(JsonToken token, String expected) {
        if (token == JsonToken.START_ARRAY) {
            return nesting("mixes elements and arrays");
        }
        return new ServiceException(ErrorCode.DATATYPE_MISMATCH, "Element " + found + " of tensor " + Quote.of(tensor) + " is "
                + JsonFields.describe(token) + " but " + datatype + " takes " + expected + ".");
    }

    private ServiceException range(JsonParser parser, String why) throws IOException {
        return new ServiceException(ErrorCode.VALUE_OUT_OF_RANGE, "Element " + found + " of tensor " + Quote.of(tensor) + " is "
                + JsonFields.unquoted(parser) + " but " + datatype + " " + why + ".");
    }
}
