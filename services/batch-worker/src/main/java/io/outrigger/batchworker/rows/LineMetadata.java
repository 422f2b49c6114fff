package io.outrigger.batchworker.rows;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.UnsafeByteOperations;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** What whoever sent a row gets back with its answer: any JSON value, to the byte but for line ends, and small. */
final class LineMetadata {

    static final int BYTES_MAX = 4 << 10;

    private LineMetadata() {
    }

    /**
     * The value on which the parser stands, which is left on its end; empty where it is null.
     *
     * @param source what the parser reads from {@code from} on
     */
    static Optional<byte[]> read(JsonParser parser, byte[] source, int from) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return Optional.empty();
        }
        int begin = from + (int) parser.currentTokenLocation().getByteOffset();
        walk(parser);
        int end = from + (int) parser.currentLocation().getByteOffset();
        if (end - begin > BYTES_MAX) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, "The metadata of the line has " + (end - begin) + " bytes; at most "
                    + BYTES_MAX + " are expected.");
        }
        byte[] raw = Arrays.copyOfRange(source, begin, end);
        if (!UnsafeByteOperations.unsafeWrap(raw).isValidUtf8()) {
            throw new ServiceException(ErrorCode.INVALID_JSON, "The metadata of the line is not valid UTF-8, which is expected of JSON.");
        }
        for (int i = 0; i < raw.length; i++) {
            raw[i] = raw[i] == '\r' ? (byte) ' ' : raw[i];
        }
        return Optional.of(raw);
    }

    /** To the end of the value, past numbers that JSON does not have. */
    private static void walk(JsonParser parser) throws IOException {
        int depth = 0;
        while (true) {
            JsonToken token = parser.currentToken();
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            } else if (token == JsonToken.VALUE_NUMBER_FLOAT && parser.isNaN()) {
                throw new ServiceException(ErrorCode.INVALID_JSON, "The metadata of the line has a number that is none in JSON.");
            }
            parser.finishToken();
            if (depth == 0) {
                return;
            }
            if (parser.nextToken() == null) {
                throw new ServiceException(ErrorCode.INVALID_JSON, "The metadata of the line has no end.");
            }
        }
    }
}
