package io.outrigger.batchworker.captures;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** When a captured request was answered, found without reading more of its line than needed. */
final class RecordTime {

    private static final JsonFactory FACTORY = new JsonFactory();

    private RecordTime() {
    }

    /** Empty for a line that does not say it. */
    static Optional<Instant> of(byte[] line) {
        try (JsonParser parser = FACTORY.createParser(line)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    boolean found = parser.currentName().equals("time");
                    parser.nextToken();
                    if (found) {
                        return Optional.of(Instant.parse(parser.getText()));
                    }
                    parser.skipChildren();
                }
            }
            return Optional.empty();
        } catch (IOException | DateTimeException unreadable) {
            return Optional.empty();
        }
    }
}
