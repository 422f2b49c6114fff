package io.outrigger.batchworker.store;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;

/** A caller's text on its way into a column: PostgreSQL takes no NUL characters, and that is to be the caller's failure and not ours. */
final class CallerText {

    private CallerText() {
    }

    static String checked(String field, String text) {
        if (text != null && text.indexOf('\0') >= 0) {
            throw new ServiceException(ErrorCode.INVALID_FIELD,
                    field + " may not have NUL characters; " + Quote.of(text) + " has one at " + text.indexOf('\0') + ".");
        }
        return text;
    }
}
