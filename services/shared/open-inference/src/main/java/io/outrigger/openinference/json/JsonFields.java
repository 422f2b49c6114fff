package io.outrigger.openinference.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.proto.inference.InferParameter;
import java.io.IOException;
import java.math.BigInteger;
import java.util.function.BiConsumer;

/** Small values of the protocol's JSON; each method takes a parser that stands on the value and leaves it on its end. */
final class JsonFields {

    /** Of tensors and of the parameters of one, as over gRPC. */
    private static final int ENTRIES_MAX = 16_384;
    private static final BigInteger UINT64_MAX = BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);

    private JsonFields() {
    }

    static String string(JsonParser parser, String what) throws IOException {
        expect(parser, JsonToken.VALUE_STRING, what, "a string");
        return wellFormed(parser.getText());
    }

    /** The text, unless half a surrogate pair is in it: that is no character, and UTF-8 would silently make it '?'. */
    static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c) || i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    throw new ServiceException(ErrorCode.INVALID_JSON, "The text " + Quote.of(text)
                            + " has half a surrogate pair at character " + i + ", which is not valid Unicode.");
                }
                i++;
            }
        }
        return text;
    }

    /** Whether the value is null, which many serializers write for what is not there. */
    static boolean isNull(JsonParser parser) {
        return parser.currentToken() == JsonToken.VALUE_NULL;
    }

    static boolean flag(JsonParser parser, String what) throws IOException {
        if (!parser.currentToken().isBoolean()) {
            throw kind(parser, what, "true or false");
        }
        return parser.getBooleanValue();
    }

    /** A whole number that is not negative. */
    static long count(JsonParser parser, String what) throws IOException {
        expect(parser, JsonToken.VALUE_NUMBER_INT, what, "a whole number");
        if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER || parser.getLongValue() < 0) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, what + " is " + unquoted(parser)
                    + "; a whole number from 0 to 9223372036854775807 is expected.");
        }
        return parser.getLongValue();
    }

    static void expect(JsonParser parser, JsonToken token, String what, String kind) throws IOException {
        if (parser.currentToken() != token) {
            throw kind(parser, what, kind);
        }
    }

    /** Returns where a list may have one entry more: small ones would take many times their bytes. */
    static void room(int count, String what) {
        if (count >= ENTRIES_MAX) {
            throw new ServiceException(ErrorCode.INVALID_FIELD,
                    what + " has more than " + ENTRIES_MAX + " entries, which is the most that is expected.");
        }
    }

    /** An object of parameters: strings, numbers and flags; what they mean is checked where they are used. Null is none. */
    static void parameters(JsonParser parser, String owner, BiConsumer<String, InferParameter> parameters) throws IOException {
        if (isNull(parser)) {
            return;
        }
        expect(parser, JsonToken.START_OBJECT, "The parameters of " + owner, "an object");
        for (int count = 0; parser.nextToken() != JsonToken.END_OBJECT; count++) {
            room(count, "The object of the parameters of " + owner);
            String name = wellFormed(parser.currentName());
            if (parser.nextToken() != JsonToken.VALUE_NULL) {
                parameters.accept(name, parameter(parser, "Parameter " + Quote.of(name) + " of " + owner));
            }
        }
    }

    private static InferParameter parameter(JsonParser parser, String what) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> InferParameter.newBuilder().setStringParam(wellFormed(parser.getText())).build();
            case VALUE_TRUE, VALUE_FALSE -> InferParameter.newBuilder().setBoolParam(parser.getBooleanValue()).build();
            case VALUE_NUMBER_INT -> whole(parser, what);
            case VALUE_NUMBER_FLOAT -> floating(parser, what);
            case START_OBJECT, START_ARRAY, VALUE_NULL, END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                    throw kind(parser, what, "a string, a number, true or false");
        };
    }

    /** The name that stands in the message for a value that is neither too long nor unprintable. */
    static String unquoted(JsonParser parser) throws IOException {
        return Quote.bare(parser.getText());
    }

    static ServiceException unknown(String owner, String key, String known) {
        return new ServiceException(ErrorCode.INVALID_FIELD,
                "There is a field " + Quote.of(key) + " in " + owner + " that is not of the protocol; "
                        + known + (known.contains(" ") ? " are" : " is") + " known.");
    }

    static ServiceException missing(String what) {
        return new ServiceException(ErrorCode.MISSING_FIELD, what + " is missing.");
    }

    static ServiceException kind(JsonParser parser, String what, String expected) {
        return new ServiceException(ErrorCode.INVALID_FIELD,
                what + " is expected to be " + expected + " but is " + describe(parser.currentToken()) + ".");
    }

    static String describe(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT -> "a number";
            case VALUE_NUMBER_FLOAT -> "a number with a fraction or exponent";
            case VALUE_TRUE -> "true";
            case VALUE_FALSE -> "false";
            case VALUE_NULL -> "null";
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT -> "no value";
            case null -> "nothing";
        };
    }

    private static InferParameter whole(JsonParser parser, String what) throws IOException {
        if (parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            return InferParameter.newBuilder().setInt64Param(parser.getLongValue()).build();
        }
        BigInteger value = parser.getBigIntegerValue();
        if (value.signum() < 0 || value.compareTo(UINT64_MAX) > 0) {
            throw new ServiceException(ErrorCode.VALUE_OUT_OF_RANGE, what + " is " + unquoted(parser) + ", which 64 bits do not hold.");
        }
        return InferParameter.newBuilder().setUint64Param(value.longValue()).build();
    }

    private static InferParameter floating(JsonParser parser, String what) throws IOException {
        double value = parser.getDoubleValue();
        if (!Double.isFinite(value)) {
            throw new ServiceException(ErrorCode.VALUE_OUT_OF_RANGE, what + " is " + unquoted(parser) + "; a finite number is expected.");
        }
        return InferParameter.newBuilder().setDoubleParam(value).build();
    }
}
