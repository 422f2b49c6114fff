package io.outrigger.gateway.jobs;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import java.util.List;

/** The header by which a caller may send the same submit again without making another job. */
final class IdempotencyKey {

    static final String HEADER = "Idempotency-Key";

    private IdempotencyKey() {
    }

    /** @return empty where there is none */
    static String of(List<String> values) {
        if (values.isEmpty()) {
            return "";
        }
        if (values.size() > 1 || !values.getFirst().matches("[\\x20-\\x7e]{1,255}")) {
            throw new ServiceException(ErrorCode.INVALID_HEADER,
                    HEADER + " must come once and have 1 to 255 printable ASCII characters; found "
                    + Quote.of(String.join(", ", values)) + ".");
        }
        return values.getFirst();
    }
}
