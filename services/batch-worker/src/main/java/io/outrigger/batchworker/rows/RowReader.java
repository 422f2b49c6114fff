package io.outrigger.batchworker.rows;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.UnsafeByteOperations;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.intake.body.InferBody;
import io.outrigger.openinference.json.JsonBody;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads lines of a job as rows, in either form: {@code custom_id} and {@code input}, or {@code custom_id}, {@code method}, {@code url} and
 * {@code body} as OpenAI's batches have it. Stateless.
 */
public final class RowReader {

    private static final String METHOD = "POST";
    private static final String URL = "/v1/infer";

    private final RowModel job;

    public RowReader(RowModel job) {
        this.job = job;
    }

    /**
     * The row of a line.
     *
     * @param number of the line in the input
     * @throws ServiceException which says why it is none
     */
    public Row read(byte[] line, long number) {
        checkText(line);
        JsonBody body = JsonBody.line(line);
        Row row = body.readObject(parser -> new Fields(line, body).read(parser, number));
        job.check(row.body());
        return row;
    }

    private static void checkText(byte[] line) {
        boolean blank = true;
        for (int i = 0; i < line.length; i++) {
            if (line[i] == 0) {
                throw new ServiceException(ErrorCode.INVALID_JSON, "The line has a NUL as byte " + (i + 1)
                        + "; JSON in UTF-8 is expected, which has none.");
            }
            blank &= line[i] == ' ' || line[i] == '\t' || line[i] == '\r';
        }
        if (blank) {
            throw new ServiceException(ErrorCode.INVALID_JSON, "The line is empty; a JSON object with a custom_id is expected.");
        }
        if (!UnsafeByteOperations.unsafeWrap(line).isValidUtf8()) {
            throw new ServiceException(ErrorCode.INVALID_JSON, "The line is not valid UTF-8 from byte " + (invalidAt(line) + 1)
                    + " on; JSON in UTF-8 is expected.");
        }
    }

    private static int invalidAt(byte[] line) {
        ByteBuffer left = ByteBuffer.wrap(line);
        StandardCharsets.UTF_8.newDecoder().decode(left, CharBuffer.allocate(line.length), true);
        return left.position();
    }

    /** The parts of a line as they are found. */
    private static final class Fields {

        private final byte[] line;
        private final JsonBody json;
        private String customId;
        private Optional<byte[]> metadata = Optional.empty();
        private String method;
        private String url;
        private InferBody input;
        private InferBody body;

        Fields(byte[] line, JsonBody json) {
            this.line = line;
            this.json = json;
        }

        Row read(JsonParser parser, long number) throws IOException {
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String key = parser.currentName();
                parser.nextToken();
                switch (key) {
                    case "custom_id" -> customId = CustomId.read(parser);
                    case "metadata" -> metadata = LineMetadata.read(parser, line, 0);
                    case "input" -> input = InferBody.readInput(json, parser);
                    case "method" -> method = word(parser, key, METHOD);
                    case "url" -> url = word(parser, key, URL);
                    case "body" -> body = body(parser);
                    default -> throw new ServiceException(ErrorCode.INVALID_FIELD, "The line has a field " + Quote.of(key) + " that is not "
                            + "known here; custom_id with input, or custom_id with method, url and body, and metadata are expected.");
                }
            }
            if (customId == null) {
                throw missing("custom_id", "a text that names the row");
            }
            return new Row(number, customId, metadata, whole());
        }

        private InferBody whole() {
            boolean addressed = body != null || method != null || url != null;
            if (input != null && addressed) {
                throw new ServiceException(ErrorCode.INVALID_FIELD,
                        "The line has both input and " + (body != null ? "body" : method != null ? "method" : "url")
                                + "; input alone, or method, url and body are expected.");
            }
            if (input != null) {
                return input;
            }
            if (!addressed) {
                throw missing("input or body", "exactly one of the two");
            }
            if (body == null) {
                throw missing("body", "the body of a call of " + URL);
            }
            if (method == null) {
                throw missing("method", METHOD);
            }
            if (url == null) {
                throw missing("url", URL);
            }
            return body;
        }

        private InferBody body(JsonParser parser) throws IOException {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw new ServiceException(ErrorCode.INVALID_FIELD, "The body of the line is expected to be an object.");
            }
            return InferBody.readPart(json, parser);
        }

        private static String word(JsonParser parser, String field, String expected) throws IOException {
            if (parser.currentToken() != JsonToken.VALUE_STRING || !parser.getText().equals(expected)) {
                throw new ServiceException(ErrorCode.INVALID_FIELD, "The " + field + " of the line is expected to be " + Quote.of(expected)
                        + "; found " + (parser.currentToken().isScalarValue() ? Quote.of(parser.getText()) : "no text") + ".");
            }
            return expected;
        }

        private static ServiceException missing(String field, String expected) {
            return new ServiceException(ErrorCode.MISSING_FIELD, "The line has no " + field + "; " + expected + " is expected.");
        }
    }
}
