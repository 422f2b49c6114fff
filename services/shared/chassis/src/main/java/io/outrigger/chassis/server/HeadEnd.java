package io.outrigger.chassis.server;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;

/**
 * Looks for the empty line behind one request's head in the bytes that have come, each of them once (RFC 9112, section 2.2: a few
 * empty lines before the request line are none of it; a bare carriage return or line feed ends nothing).
 */
final class HeadEnd {

    static final int BYTES_MAX = 32 << 10;
    private static final int EMPTY_LINES_MAX = 8;
    private static final int TLS_HANDSHAKE = 0x16;

    /** Both counted from where the unread bytes begin. */
    private int start;
    private int scanned;
    private int emptyLines;
    private boolean requestLineIsComplete;

    /** Where the request line begins, behind the empty lines. */
    int start(int unread) {
        return unread + start;
    }

    /**
     * Looks on.
     *
     * @param unread where in the buffer the bytes of this request begin; the same bytes at each call, and more behind them
     * @return where in the buffer the head has its end; −1 when that has not come yet
     */
    int find(byte[] buffer, int unread) {
        for (; unread + scanned < buffer.length; scanned++) {
            int place = unread + scanned;
            byte found = buffer[place];
            byte before = scanned > start ? buffer[place - 1] : 0;
            if (found == '\n' ? before != '\r' : before == '\r' || found >= 0 && found < ' ' && found != '\r' && found != '\t') {
                boolean isTls = buffer[unread + start] == TLS_HANDSHAKE;
                throw new ServiceException(ErrorCode.MALFORMED_REQUEST, "This port speaks plain HTTP/1.1: lines of text that end with "
                        + "carriage return and line feed are expected" + (isTls ? "; found a TLS handshake." : "."));
            }
            int length = scanned - start + 1;
            if (found == '\n' && length == 2) {
                start += 2;
                if (++emptyLines > EMPTY_LINES_MAX) {
                    throw new ServiceException(ErrorCode.MALFORMED_REQUEST, "A request line is expected; found empty lines.");
                }
            } else if (found == '\n' && length >= 4 && buffer[place - 2] == '\n') {
                scanned++;
                return place + 1;
            } else if (found == '\n') {
                requestLineIsComplete = true;
            } else {
                checkLength(length);
            }
        }
        return -1;
    }

    private void checkLength(int length) {
        if (length > HttpHead.TARGET_BYTES_MAX && !requestLineIsComplete) {
            throw new ServiceException(ErrorCode.URI_TOO_LONG,
                    "The request line may have " + HttpHead.TARGET_BYTES_MAX + " bytes; it has more.");
        }
        if (length > BYTES_MAX) {
            throw new ServiceException(ErrorCode.HEADER_TOO_LARGE,
                    "The request line and headers may have " + BYTES_MAX + " bytes together; they have more.");
        }
    }
}
