package io.outrigger.chassis.server;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** The body of one request on its way in: how much of it is to come, in what form, and how long its client may take. One thread reads. */
final class ArrivingBody {

    /** Whoever sends or reads has a second for each 16 KiB. */
    static final long NANOS_PER_BYTE_MAX = TimeUnit.SECONDS.toNanos(1) / (16 << 10);
    private static final long UNREAD_BYTES_MAX = 64 << 10;

    private final Duration timeMax;
    /** Null where the length was announced. */
    private final ChunkedBody chunks;
    private long bytesLeft;
    private long nanosLeft;
    private volatile boolean begun;

    /** @throws ServiceException 413 where more is announced than the operation takes */
    ArrivingBody(HttpHead head, HttpLimits limits) {
        long bytesMax = limits.bodyBytesMax(head.operation());
        if (head.bodyBytes() > bytesMax) {
            throw new ServiceException(ErrorCode.PAYLOAD_TOO_LARGE,
                    "The body may have " + bytesMax + " bytes; it has " + head.bodyBytes() + ".");
        }
        this.timeMax = limits.bodyTimeMax();
        this.chunks = head.bodyBytes() == HttpHead.CHUNKED ? new ChunkedBody(true, bytesMax) : null;
        this.bytesLeft = head.bodyBytes();
        this.nanosLeft = timeMax.toNanos();
    }

    /** What was taken of given bytes: how many, and what they mean in the one form that Helidon reads; that may be nothing yet. */
    record Taken(int count, byte[] plain) {
    }

    boolean isComplete() {
        return chunks == null ? bytesLeft == 0 : chunks.isComplete();
    }

    /** Whether more is to come than is read away behind an answer. */
    boolean isMuchUnread() {
        return chunks == null ? bytesLeft > UNREAD_BYTES_MAX : !chunks.isComplete();
    }

    /** Somebody wants the body. */
    void begin() {
        begun = true;
    }

    boolean hasBegun() {
        return begun;
    }

    /** For which the client may keep its reader waiting now. */
    long nanosLeft() {
        return nanosLeft;
    }

    /** Bytes have come that were waited for. */
    void arrived(int bytes, long waitedNanos) {
        long nanos = nanosLeft + bytes * NANOS_PER_BYTE_MAX - waitedNanos;
        // Or who has sent much could be silent for hours.
        nanosLeft = Math.min(nanos, timeMax.toNanos());
    }

    /** @throws ServiceException 400 or 413 for chunks that cannot be read, or are too many */
    Taken take(byte[] given, int from) {
        if (chunks == null) {
            int count = (int) Math.min(bytesLeft, given.length - from);
            bytesLeft -= count;
            return new Taken(count, Arrays.copyOfRange(given, from, from + count));
        }
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        int count = chunks.take(given, from, given.length, plain);
        return new Taken(count, plain.toByteArray());
    }
}
