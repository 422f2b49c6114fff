package io.outrigger.gateway.jobs;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.intake.body.FieldFailures;
import java.io.IOException;

/** Values of a JSON body, each of the kind that its field has; the parser stands on the value's first token. */
final class BodyFields {

    private BodyFields() {
    }

    /** Reads the value of one field. */
    interface Field {
        void read(String name, JsonParser parser) throws IOException;
    }

    /** Reads an object field by field; the parser stands on its opening brace and is left on the closing one. */
    static void each(JsonParser parser, Field field) throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            field.read(name, parser);
        }
    }

    static void object(JsonParser parser, String owner, Field field) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw FieldFailures.kind(owner, "an object", parser.currentToken());
        }
        each(parser, field);
    }

    static String text(JsonParser parser, String field, int charactersMax) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw FieldFailures.kind(field, "a string", parser.currentToken());
        }
        String text = parser.getText();
        if (text.isEmpty() || text.length() > charactersMax) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, "The field " + field + " must have 1 to " + charactersMax
                    + " characters; it has " + text.length() + ".");
        }
        return text;
    }

    static long whole(JsonParser parser, String field, long min, long max) throws IOException {
        String text = parser.getText();
        long value = parser.currentToken() == JsonToken.VALUE_NUMBER_INT && text.length() <= 18 ? Long.parseLong(text) : min - 1;
        if (value < min || value > max) {
            throw new ServiceException(ErrorCode.INVALID_FIELD,
                    "The field " + field + " must be a whole number from " + min + " to " + max + "; found " + Quote.of(text) + ".");
        }
        return value;
    }

    static double percent(JsonParser parser, String field) throws IOException {
        boolean number = parser.currentToken().isNumeric();
        double value = number ? parser.getDoubleValue() : -1;
        if (!(value >= 0 && value <= 100)) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, "The field " + field
                    + " must be a percentage from 0 to 100; found " + Quote.of(parser.getText()) + ".");
        }
        return value;
    }
}
