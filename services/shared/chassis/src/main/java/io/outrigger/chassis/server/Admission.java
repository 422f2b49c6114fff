package io.outrigger.chassis.server;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.headers.Priority;
import io.outrigger.chassis.overload.ComeAgain;
import io.outrigger.chassis.overload.DrainRate;
import io.outrigger.chassis.overload.FairShares;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * What one server lets in at once: so many calls, so many bytes; and, once it is known who calls, a fair part of the calls.
 *
 * <p>What does not fit is refused at once, with the time after which to come again; nothing waits here. Safe for several threads.
 */
final class Admission {

    private final Semaphore calls;
    private final int callsMax;
    private final ByteBudget bytes;
    private final long messageBytesMax;
    private final FairShares shares;
    private final DrainRate drain = new DrainRate();
    private final LongSupplier nanoTime;

    Admission(int callsMax, ByteBudget bytes, long messageBytesMax, LongSupplier nanoTime) {
        this.calls = new Semaphore(callsMax);
        this.callsMax = callsMax;
        this.bytes = bytes;
        this.messageBytesMax = messageBytesMax;
        this.shares = new FairShares(callsMax);
        this.nanoTime = nanoTime;
    }

    void enter() {
        if (!calls.tryAcquire()) {
            throw overloaded("At most " + callsMax + " requests are served at once; come again shortly.");
        }
    }

    /** Takes a place for who is known by now, which must be given back; what is a job's, or too much of one tenant's, is shed first. */
    void enterAs(String tenant, Priority priority) {
        String reason = switch (shares.enter(tenant, priority)) {
            case IN -> "";
            case FULL -> "At most " + callsMax + " requests are served at once; come again shortly.";
            case JOBS_FULL -> "Jobs have their part of the " + callsMax + " requests that are served at once; come again shortly.";
            case TENANT_FULL -> "The tenant has its share of the " + callsMax + " requests that are served at once; come again shortly.";
        };
        if (!reason.isEmpty()) {
            throw overloaded(reason);
        }
    }

    void leaveAs(String tenant) {
        shares.leave(tenant);
    }

    private ServiceException overloaded(String sentence) {
        return new ServiceException(ErrorCode.OVERLOADED, sentence).retryAfter(ComeAgain.after(callsInFlight(),
                drain.perSecond(nanoTime.getAsLong()), ThreadLocalRandom.current().nextDouble()));
    }

    void leave() {
        calls.release();
        drain.done(nanoTime.getAsLong());
    }

    /** Takes the bytes of one message, which must be given back. */
    void hold(long size) {
        if (size > messageBytesMax) {
            throw new ServiceException(ErrorCode.PAYLOAD_TOO_LARGE,
                    "A request may have " + messageBytesMax + " bytes; this one has " + size + ".");
        }
        if (!bytes.tryAcquire(size)) {
            throw overloaded("Requests of " + bytes.bytesMax() + " bytes may be in flight together and "
                    + size + " more do not fit; come again shortly.");
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
