package io.outrigger.chassis.server;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.headers.Priority;
import io.outrigger.chassis.overload.ByteShares;
import io.outrigger.chassis.overload.ComeAgain;
import io.outrigger.chassis.overload.DrainRate;
import io.outrigger.chassis.overload.FairShares;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * What one server lets in at once: so many calls, so many bytes; and, once it is known who calls, a fair part of both.
 *
 * <p>What does not fit is refused at once, with the time after which to come again; nothing waits here. Safe for several threads.
 */
final class Admission {

    /** A thousand of these are no harm, whoever sends them. */
    private static final long SMALL_BYTES = 64 << 10;

    private final Semaphore calls;
    private final int callsMax;
    private final ByteBudget bytes;
    private final long messageBytesMax;
    private final FairShares shares;
    private final ByteShares byteShares;
    private final DrainRate drain = new DrainRate();
    private final LongSupplier nanoTime;

    Admission(int callsMax, ByteBudget bytes, ByteShares byteShares, long messageBytesMax, LongSupplier nanoTime) {
        this.calls = new Semaphore(callsMax);
        this.callsMax = callsMax;
        this.bytes = bytes;
        this.messageBytesMax = messageBytesMax;
        this.byteShares = byteShares;
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

    /**
     * Takes more bytes of one message, which must be given back: those that have come, not those that were announced.
     *
     * @param tenant whose they are
     */
    void grow(String tenant, long from, long to) {
        if (to > messageBytesMax) {
            throw new ServiceException(ErrorCode.PAYLOAD_TOO_LARGE,
                    "A request may have " + messageBytesMax + " bytes; this one has " + to + " or more.");
        }
        if (!bytes.tryAcquire(to - from)) {
            throw overloaded("Requests of " + bytes.bytesMax() + " bytes may be in flight together and "
                    + (to - from) + " more do not fit; come again shortly.");
        }
        long charged = charged(to) - charged(from);
        if (charged > 0 && !byteShares.enter(tenant, charged)) {
            bytes.release(to - from);
            throw overloaded("The tenant has its share of the " + bytes.bytesMax() + " bytes of requests that may be in flight together; "
                    + "come again shortly.");
        }
    }

    /** Takes the bytes of a message of which so many are held already, though as nobody's. */
    void takeOver(String tenant, long size, long held) {
        long charged = charged(size);
        if (charged > 0 && !byteShares.enter(tenant, charged)) {
            bytes.release(held);
            throw overloaded("The tenant has its share of the " + bytes.bytesMax() + " bytes of requests that may be in flight together; "
                    + "come again shortly.");
        }
        if (size < held) {
            bytes.release(held - size);
        } else if (size > held && !bytes.tryAcquire(size - held)) {
            bytes.release(held);
            leaveShare(tenant, size);
            throw overloaded("Requests of " + bytes.bytesMax() + " bytes may be in flight together and "
                    + (size - held) + " more do not fit; come again shortly.");
        }
    }

    /** Gives back what was held for a message, down to so much. */
    void shrink(String tenant, long from, long to) {
        long charged = charged(from) - charged(to);
        if (charged > 0) {
            byteShares.leave(tenant, charged);
        }
        bytes.release(from - to);
    }

    /** Lets the bytes of a message be held as nobody's. */
    void leaveShare(String tenant, long size) {
        if (charged(size) > 0) {
            byteShares.leave(tenant, charged(size));
        }
    }

    /** Gives back bytes that are held as nobody's. */
    void release(long size) {
        if (size > 0) {
            bytes.release(size);
        }
    }

    /** What of a message counts as its tenant's: not the first of it, or each small request would be counted twice. */
    private static long charged(long size) {
        return Math.max(0, size - SMALL_BYTES);
    }

    long messageBytesMax() {
        return messageBytesMax;
    }

    ByteBudget bytes() {
        return bytes;
    }

    int callsInFlight() {
        return callsMax - calls.availablePermits();
    }

    long bytesInFlight() {
        return bytes.bytesHeld();
    }
}
