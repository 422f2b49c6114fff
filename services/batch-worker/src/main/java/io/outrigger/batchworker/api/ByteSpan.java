package io.outrigger.batchworker.api;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.proto.jobs.v1.ByteRange;

/**
 * Bytes of something.
 *
 * @param offset of the first; from the end where it is negative, until it is known where that is
 * @param length 0 for all that follows, until it is known how many do
 */
record ByteSpan(long offset, long length) {

    static ByteSpan of(ByteRange range) {
        if (range.getLength() < 0) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, "The length of a range is expected not to be negative, found "
                    + range.getLength() + ".");
        }
        return new ByteSpan(range.getOffset(), range.getLength());
    }

    /** What of it there is, in something of so many bytes. */
    ByteSpan within(long bytes) {
        long from = offset < 0 ? Math.max(0, bytes + offset) : offset;
        if (from > bytes || from == bytes && from > 0) {
            throw new ServiceException(ErrorCode.RANGE_NOT_SATISFIABLE, "There are " + bytes + " bytes, and none at " + from + ".");
        }
        return new ByteSpan(from, length == 0 ? bytes - from : Math.min(length, bytes - from));
    }
}
