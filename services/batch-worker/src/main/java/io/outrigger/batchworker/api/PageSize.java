package io.outrigger.batchworker.api;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;

/** How many a page of a list has. */
final class PageSize {

    private static final int STANDARD = 20;
    private static final int MAX = 100;

    private PageSize() {
    }

    static int of(int asked) {
        if (asked < 0 || asked > MAX) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, "The page size is expected to be 1 to " + MAX + ", found " + asked + ".");
        }
        return asked == 0 ? STANDARD : asked;
    }
}
