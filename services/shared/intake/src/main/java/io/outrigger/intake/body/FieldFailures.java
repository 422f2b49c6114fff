package io.outrigger.intake.body;

import com.fasterxml.jackson.core.JsonToken;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;

/** What can be wrong with the fields of the platform's own JSON bodies, in the same words for all of them. */
public final class FieldFailures {

    private FieldFailures() {
    }

    public static ServiceException missing(String field, String expected) {
        return new ServiceException(ErrorCode.MISSING_FIELD, "The field " + field + " is missing; " + expected + " is expected.");
    }

    /**
     * A field that there is not to be.
     *
     * @param known the names of those that there may be
     */
    public static ServiceException unknown(String owner, String name, Object known) {
        return new ServiceException(ErrorCode.INVALID_FIELD,
                owner + " has a field " + Quote.of(name) + " that is not known here; " + known + " are expected.");
    }

    /** A value of another kind than its field has. */
    public static ServiceException kind(String field, String expected, JsonToken found) {
        String what = switch (found) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "true or false";
            case VALUE_NULL -> "null";
            case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT -> "nothing";
        };
        return new ServiceException(ErrorCode.INVALID_FIELD,
                "The field " + field + " is expected to be " + expected + "; found " + what + ".");
    }
}
