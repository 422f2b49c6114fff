package io.outrigger.batchworker.rows;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.intake.answer.InferAnswer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Writes what became of a row as a line of JSON, its end included.
 *
 * @param line the row's number in the input
 */
public record RowLine(String jobId, long line, Optional<String> customId, Optional<byte[]> metadata) {

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int BYTES_FIRST = 512;
    private static final int STATUS_OK = 200;

    /** The fields in the middle of a line. */
    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    /** The line of a row of which nothing is known but its number. */
    public static RowLine unknown(String jobId, long line) {
        return new RowLine(jobId, line, Optional.empty(), Optional.empty());
    }

    public static RowLine of(String jobId, Row row) {
        return new RowLine(jobId, row.line(), Optional.of(row.customId()), row.metadata());
    }

    /** With what can be read of a line that is no row, or will be none. */
    public static RowLine of(String jobId, long line, byte[] bytes) {
        LineHead head = LineHead.read(bytes, 0, bytes.length, LineHead.Scope.METADATA);
        return new RowLine(jobId, line, head.customId(), head.metadata());
    }

    public String id() {
        return jobId + "-" + line;
    }

    /** The same without a custom_id, which another line has. */
    public RowLine anonymous() {
        return new RowLine(jobId, line, Optional.empty(), metadata);
    }

    /** @param requestId as the row named it, or {@link #id} */
    public byte[] result(InferAnswer answer, String requestId) {
        return written(json -> {
            json.writeObjectFieldStart("response");
            json.writeNumberField("status_code", STATUS_OK);
            json.writeStringField("request_id", requestId);
            json.writeObjectFieldStart("body");
            answer.writeFields(json, requestId);
            json.writeEndObject();
            json.writeEndObject();
            json.writeNullField("error");
        });
    }

    public byte[] error(ErrorCode code, String sentence) {
        return written(json -> {
            json.writeNullField("response");
            json.writeObjectFieldStart("error");
            json.writeStringField("code", code.code());
            json.writeStringField("message", sentence);
            json.writeNumberField("line", line);
            json.writeEndObject();
        });
    }

    private byte[] written(Fields middle) {
        var bytes = new ByteArrayOutputStream(BYTES_FIRST);
        try (JsonGenerator json = FACTORY.createGenerator(bytes, JsonEncoding.UTF8)) {
            json.writeStartObject();
            json.writeStringField("id", id());
            json.writeStringField("custom_id", customId.orElse(null));
            middle.write(json);
            if (metadata.isPresent()) {
                json.writeFieldName("metadata");
                json.writeRawValue(new String(metadata.get(), StandardCharsets.UTF_8));
            }
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
