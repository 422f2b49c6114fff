package io.outrigger.openinference.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.google.protobuf.UnsafeByteOperations;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import java.io.IOException;
import java.util.Arrays;

/**
 * The JSON of one request body, with the parsers that read it: strict about duplicates, depth and what follows the document.
 *
 * <p>A part of it can be read again from its byte offset, so a tensor may name its datatype after its data and still be read
 * without buffering tokens.
 */
public final class JsonBody {

    private static final int DEPTH_MAX = 64;
    private static final int KEY_CHARACTERS_MAX = 1024;
    private static final int NUMBER_CHARACTERS_MAX = 1000;

    /** NaN and Infinity are let through the parser so that they can be refused with the place where they stand. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH_MAX)
                    .maxNameLength(KEY_CHARACTERS_MAX)
                    .maxNumberLength(NUMBER_CHARACTERS_MAX)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .enable(StreamReadFeature.USE_FAST_BIG_NUMBER_PARSER)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private final byte[] bytes;
    private final int length;
    private final String name;

    private JsonBody(byte[] bytes, int length, String name) {
        this.bytes = bytes;
        this.length = length;
        this.name = name;
    }

    /** A body that is all JSON. */
    public static JsonBody of(byte[] bytes) {
        return of(bytes, bytes.length);
    }

    /** A line of a file that is all JSON, which sentences then call so. */
    public static JsonBody line(byte[] bytes) {
        return of(bytes, bytes.length, "line");
    }

    /** The first bytes of a body, where binary tensors follow; strictly UTF-8, since Jackson takes overlong forms and UTF-16 too. */
    static JsonBody of(byte[] bytes, int length) {
        return of(bytes, length, "body");
    }

    private static JsonBody of(byte[] bytes, int length, String name) {
        if (length == 0) {
            throw new ServiceException(ErrorCode.INVALID_JSON, "The " + name + " is empty; a JSON object is expected.");
        }
        if (!UnsafeByteOperations.unsafeWrap(bytes, 0, length).isValidUtf8()) {
            throw new ServiceException(ErrorCode.INVALID_JSON, "The " + name + " is not valid UTF-8, which is expected of JSON.");
        }
        blankByteOrderMark(bytes, length);
        for (int i = 0; i < Math.min(4, length); i++) {
            if (bytes[i] == 0 || (bytes[i] & 0xff) == 0xef) {
                throw new ServiceException(ErrorCode.INVALID_JSON, "The " + name + " does not begin as JSON in UTF-8, which is expected.");
            }
        }
        return new JsonBody(bytes, length, name);
    }

    /** Some programs of .NET and Windows begin with one, and RFC 8259, 8.1, lets readers ignore it; as white space it moves nothing. */
    private static void blankByteOrderMark(byte[] bytes, int length) {
        if (length >= 3 && (bytes[0] & 0xff) == 0xef && (bytes[1] & 0xff) == 0xbb && (bytes[2] & 0xff) == 0xbf) {
            Arrays.fill(bytes, 0, 3, (byte) ' ');
        }
    }

    /** What is done with a parser; Jackson's complaints become INVALID_JSON. */
    @FunctionalInterface
    public interface Reading<T> {
        T from(JsonParser parser) throws IOException;
    }

    /** Reads the one JSON object that the body is; the parser stands on its opening brace and must be left on the closing one. */
    public <T> T readObject(Reading<T> reading) {
        return reading(0, parser -> {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new ServiceException(ErrorCode.INVALID_JSON, "The " + name + " is expected to be a JSON object.");
            }
            T result = reading.from(parser);
            if (parser.nextToken() != null) {
                throw new ServiceException(ErrorCode.INVALID_JSON,
                        "Something follows the JSON object in the " + name + "; nothing is expected there.");
            }
            return result;
        });
    }

    /** Reads one value again that a parser of this body stood on at that offset; the new parser stands on it too. */
    <T> T readAt(int offset, Reading<T> reading) {
        return reading(offset, parser -> {
            parser.nextToken();
            return reading.from(parser);
        });
    }

    /** Where the token begins on which a parser of the whole body stands. */
    static int offset(JsonParser parser) {
        return (int) parser.currentTokenLocation().getByteOffset();
    }

    /** Bytes of JSON, an upper bound for what can be in it. */
    int length() {
        return length;
    }

    private <T> T reading(int offset, Reading<T> reading) {
        try (JsonParser parser = FACTORY.createParser(bytes, offset, length - offset)) {
            return reading.from(parser);
        } catch (JsonProcessingException e) {
            var place = e.getLocation();
            String at = place == null ? "" : " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")";
            throw new ServiceException(ErrorCode.INVALID_JSON, "The " + name + " is not JSON: " + reason(e) + at + ".", e);
        } catch (IOException e) {
            throw new ServiceException(ErrorCode.INVALID_JSON, "The " + name + " cannot be read as JSON.", e);
        }
    }

    /** Jackson's words without its hints at switches of the parser and at classes. */
    private static String reason(JsonProcessingException e) {
        String reason = e.getOriginalMessage()
                .replaceAll("(?s)\\s*[\\r\\n].*", "")
                .replaceAll("\\((\\d+), from .*", "($1)")
                .replaceAll("(: was expecting|: expected a valid value|: maybe a|: enable)? [(`](?!code|\\(CTRL|\\d|').*", "")
                .replaceAll("[:,]$", "");
        String quoted = Quote.of(reason);
        return quoted.substring(1, quoted.length() - 1);
    }
}
