package io.outrigger.chassis.server;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * What one server lets in at once: so many calls, so many bytes.
 *
 * <p>What does not fit is refused at once, with the time after which to come again; nothing waits here. Safe for several threads.
 */
final class Admission {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Semaphore calls;
    private final int callsMax;
    private final ByteBudget bytes;
    private final long messageBytesMax;

    Admission(int callsMax, ByteBudget bytes, long messageBytesMax) {
        this.calls = new Semaphore(callsMax);
        this.callsMax = callsMax;
        this.bytes = bytes;
        this.messageBytesMax = messageBytesMax;
    }

    void enter() {
        if (!calls.tryAcquire()) {
            throw new ServiceException(ErrorCode.OVERLOADED, "At most " + callsMax + " requests are served at once; come again shortly.")
                    .retryAfter(RETRY_AFTER);
        }
    }

    void leave() {
        calls.release();
    }

    /** Takes the bytes of one message, which must be given back. */
    void hold(long size) {
        if (size > messageBytesMax) {
            throw new ServiceException(ErrorCode.PAYLOAD_TOO_LARGE,
                    "A request may have " + messageBytesMax + " bytes; this one has " + size + ".");
        }
        if (!bytes.tryAcquire(size)) {
            throw new ServiceException(ErrorCode.OVERLOADED, "Requests of " + bytes.bytesMax() + " bytes may be in flight together and "
                    + size + " more do not fit; come again shortly.").retryAfter(RETRY_AFTER);
        }
    }

    void release(long size) {
        bytes.release(size);
    }

    long messageBytesMax() {
        return messageBytesMax;
    }

    int callsInFlight() {
        return callsMax - calls.availablePermits();
    }

    long bytesInFlight() {
        return bytes.bytesHeld();
    }
}
