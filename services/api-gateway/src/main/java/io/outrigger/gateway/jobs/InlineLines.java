package io.outrigger.gateway.jobs;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.ByteString;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.intake.body.FieldFailures;
import java.io.IOException;

/**
 * The elements of an array as JSON lines: each in the bytes that came, numbers and escapes included, without the white space between its
 * tokens. What an element means is not looked at, so one that is no row is a line all the same, which fails alone.
 */
final class InlineLines {

    private static final int PIECE_BYTES = 64 << 10;

    private InlineLines() {
    }

    /**
     * Reads the array on whose bracket the parser stands.
     *
     * @param body what the parser reads, from its beginning
     */
    static ByteString read(JsonParser parser, byte[] body) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw FieldFailures.kind("inputs", "an array of rows", parser.currentToken());
        }
        ByteString.Output lines = ByteString.newOutput(PIECE_BYTES);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            int from = (int) parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            parser.finishToken();
            compact(body, from, (int) parser.currentLocation().getByteOffset(), lines);
            lines.write('\n');
        }
        if (lines.size() == 0) {
            throw new ServiceException(ErrorCode.NO_ROWS, "The field inputs is empty; at least one row is expected.");
        }
        return lines.toByteString();
    }

    private static void compact(byte[] json, int from, int to, ByteString.Output line) {
        boolean text = false;
        int begin = from;
        for (int at = from; at < to; at++) {
            byte found = json[at];
            if (text) {
                if (found == '\\') {
                    at++;
                } else if (found == '"') {
                    text = false;
                }
            } else if (found == '"') {
                text = true;
            } else if (found == ' ' || found == '\n' || found == '\r' || found == '\t') {
                line.write(json, begin, at - begin);
                begin = at + 1;
            }
        }
        line.write(json, begin, to - begin);
    }
}
