package io.outrigger.batchworker.rows;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.outrigger.chassis.errors.ServiceException;
import java.io.IOException;
import java.util.Optional;

/**
 * The small parts of a line, found without reading more of it than needed: all that is known of a line that is no row.
 *
 * <p>What has been found before a line goes wrong counts. Cutting and running both take the custom_id of such a line from here.
 */
final class LineHead {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    /** What is looked for. */
    enum Scope {
        CUSTOM_ID,
        /** And the model that the line's body names. */
        MODEL,
        /** And the metadata. */
        METADATA
    }

    private final byte[] bytes;
    private final int from;
    private final Scope scope;
    private boolean idSeen;
    private boolean restSeen;
    private String customId;
    private NamedModel model;
    private Optional<byte[]> metadata = Optional.empty();

    private LineHead(byte[] bytes, int from, Scope scope) {
        this.bytes = bytes;
        this.from = from;
        this.scope = scope;
        this.restSeen = scope == Scope.CUSTOM_ID;
    }

    static LineHead read(byte[] bytes, int from, int size, Scope scope) {
        var head = new LineHead(bytes, from, scope);
        if (size > 0) {
            try (JsonParser parser = FACTORY.createParser(bytes, from, size)) {
                head.read(parser);
            } catch (IOException | ServiceException unreadable) {
                return head;
            }
        }
        return head;
    }

    private void read(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return;
        }
        while (!(idSeen && restSeen) && parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            parser.nextToken();
            if (!idSeen && key.equals("custom_id")) {
                idSeen = true;
                customId = CustomId.read(parser);
            } else if (scope == Scope.MODEL && key.equals("body") && parser.currentToken() == JsonToken.START_OBJECT) {
                body(parser);
                restSeen = true;
            } else if (scope == Scope.METADATA && key.equals("metadata")) {
                metadata = LineMetadata.read(parser, bytes, from);
                restSeen = true;
            } else {
                parser.skipChildren();
            }
        }
    }

    private void body(JsonParser parser) throws IOException {
        String name = "";
        String version = "";
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.VALUE_STRING && key.equals("model")) {
                name = parser.getText();
            } else if (key.equals("version") && (value == JsonToken.VALUE_STRING || value == JsonToken.VALUE_NUMBER_INT)) {
                version = parser.getText();
            } else {
                parser.skipChildren();
            }
        }
        model = name.isEmpty() ? null : new NamedModel(name, version);
    }

    /** Empty where none could be read. */
    Optional<String> customId() {
        return Optional.ofNullable(customId);
    }

    Optional<NamedModel> model() {
        return Optional.ofNullable(model);
    }

    Optional<byte[]> metadata() {
        return metadata;
    }
}
