package io.outrigger.batchworker.rows;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What a row is called by whoever sent it: any text that is neither empty nor long, and that can be written. */
final class CustomId {

    static final int CHARACTERS_MAX = 512;

    private CustomId() {
    }

    /** The value on which the parser stands. */
    static String read(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw refused("is expected to be a string.");
        }
        String text = parser.getText();
        if (text.isEmpty()) {
            throw refused("is empty; a text that names the row is expected.");
        }
        if (text.length() > CHARACTERS_MAX) {
            throw refused("has " + text.length() + " characters; at most " + CHARACTERS_MAX + " are expected.");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw refused("has half a surrogate pair, which is not valid Unicode.");
        }
        return text;
    }

    private static ServiceException refused(String why) {
        return new ServiceException(ErrorCode.INVALID_FIELD, "The custom_id of the line " + why);
    }
}
