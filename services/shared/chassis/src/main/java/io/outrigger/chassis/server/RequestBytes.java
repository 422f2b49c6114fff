package io.outrigger.chassis.server;

import io.helidon.webserver.CloseConnectionException;
import io.outrigger.chassis.errors.ServiceException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What Helidon's parser reads of one connection: head and body of one request at a time, in one plain form, and never a byte
 * behind a request that could not be read or was the last.
 *
 * <p>One thread reads; another asks now and then whether the time for it is over.
 */
final class RequestBytes implements Supplier<byte[]> {

    private static final Duration UNREAD_WAIT = Duration.ofSeconds(1);
    private static final Duration CROSSING_WAIT = Duration.ofMillis(300);
    private static final Duration REFUSAL_WAIT = Duration.ofSeconds(1);
    private static final Duration IDLE_TIME_MAX = Duration.ofMinutes(5);
    private static final byte[] NOTHING = {};

    /** Ends a connection whose request did not come in time. */
    static final class TimedOut extends CloseConnectionException {

        private static final long serialVersionUID = 1;

        TimedOut() {
            super("the request did not arrive in time");
        }
    }

    /** Answers a request that never reaches Helidon. */
    interface Refuser {

        void refuse(ServiceException failure, String correlationId);
    }

    private final Supplier<byte[]> socket;
    private final HttpLimits limits;
    private final LongSupplier nanoTime;
    private final Refuser refuser;
    private byte[] buffer = NOTHING;
    private int at;
    private HeadEnd headEnd;
    private volatile ArrivingBody body;
    private volatile HttpHead head;
    private volatile boolean broken;
    private volatile boolean last;
    private volatile boolean headBegun;
    private boolean resting;
    private boolean waiting = true;
    private volatile boolean idleIsLimited;
    private long waitBeganAt;
    private long waitEndsAt;
    private boolean timedOut;

    RequestBytes(Supplier<byte[]> socket, HttpLimits limits, LongSupplier nanoTime, Refuser refuser) {
        this.socket = socket;
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.refuser = refuser;
        limitWait(IDLE_TIME_MAX.toNanos());
    }

    /** The request that is being read or answered, null before the first and between two. */
    HttpHead head() {
        return head;
    }

    /** Lets no further request in. */
    void endAfterThisRequest() {
        last = true;
    }

    /**
     * Whether the connection cannot go on after the answer that is about to be written: also where more of a body is left than is read
     * away.
     */
    boolean isLast() {
        HttpHead current = head;
        return last || broken || current != null
                && (current.lastOnConnection() || current.expectsContinue() && !body.hasBegun() || body.isMuchUnread());
    }

    /** The next bytes; null where there are no more requests, or nothing comes and the connection may rest. */
    @Override
    public byte[] get() {
        resting = false;
        if (head != null && !body.isComplete()) {
            return nextOfBody();
        }
        head = null;
        if (broken || last) {
            return null;
        }
        try {
            return nextHead();
        } catch (ServiceException unreadable) {
            broken = true;
            refuser.refuse(unreadable, HttpHead.correlationId(received()));
            return null;
        }
    }

    /** Whether there was nothing more to read because nothing came: it may be asked again. */
    boolean mayRest() {
        return resting;
    }

    private byte[] nextHead() {
        headEnd = new HeadEnd();
        headBegun = at < buffer.length;
        idleIsLimited = false;
        long began = nanoTime.getAsLong();
        int end = headEnd.find(buffer, at);
        while (end < 0) {
            boolean first = !headBegun;
            if (!fill(headBegun ? limits.headTimeMax().toNanos() - (nanoTime.getAsLong() - began) : IDLE_TIME_MAX.toNanos())) {
                return null;
            }
            if (last) { // the server has said the connection's end meanwhile
                return null;
            }
            headBegun = true;
            began = first ? nanoTime.getAsLong() : began;
            end = headEnd.find(buffer, at);
        }
        int start = headEnd.start(at);
        HttpHead read = HttpHead.parse(new String(buffer, start, end - start, StandardCharsets.ISO_8859_1));
        body = new ArrivingBody(read, limits);
        at = end;
        head = read;
        return read.text();
    }

    private String received() {
        int start = headEnd.start(at);
        return new String(buffer, start, Math.min(buffer.length - start, HeadEnd.BYTES_MAX), StandardCharsets.ISO_8859_1);
    }

    private byte[] nextOfBody() {
        if (broken) {
            throw new CloseConnectionException("the body cannot be read");
        }
        body.begin();
        byte[] plain = NOTHING;
        while (plain.length == 0) {
            if (at == buffer.length) {
                long began = nanoTime.getAsLong();
                if (!fill(body.nanosLeft())) {
                    broken = true;
                    throw new CloseConnectionException("the caller went away in the middle of its request");
                }
                body.arrived(buffer.length - at, nanoTime.getAsLong() - began);
            }
            try {
                ArrivingBody.Taken taken = body.take(buffer, at);
                at += taken.count();
                plain = taken.plain();
            } catch (ServiceException unreadable) {
                broken = true;
                throw unreadable;
            }
        }
        return plain;
    }

    /**
     * Waits for more bytes; false at the connection's end, and where it may rest. Behind the time for a request nothing counts but the
     * end, which comes when whoever noticed has answered: who left here before would close the connection over that answer.
     */
    private boolean fill(long nanosMax) {
        synchronized (this) {
            waiting = true;
            limitWait(nanosMax);
        }
        byte[] more;
        do {
            try {
                more = socket.get();
            } catch (UncheckedIOException gone) {
                more = null;
            }
        } while (more != null && (isTimedOut() || more.length == 0 && !beginRest()));
        if (resting) {
            return false;
        }
        synchronized (this) {
            waiting = false;
            if (timedOut) {
                broken = true;
                throw new TimedOut();
            }
        }
        if (more == null) {
            return false;
        }
        byte[] joined = Arrays.copyOfRange(buffer, at, buffer.length + more.length);
        System.arraycopy(more, 0, joined, buffer.length - at, more.length);
        at = 0;
        buffer = joined;
        return true;
    }

    /** Who rests waits on, and nothing is kept of what was asked before. */
    private synchronized boolean beginRest() {
        resting = isIdle() && !timedOut;
        if (resting) {
            buffer = NOTHING;
            at = 0;
        }
        return resting;
    }

    private void limitWait(long nanosMax) {
        waitBeganAt = nanoTime.getAsLong();
        waitEndsAt = waitBeganAt + Math.max(0, nanosMax);
    }

    /** Whether nothing of a request is there that has not been answered. */
    synchronized boolean isIdle() {
        return head == null && !headBegun && !broken && !last;
    }

    synchronized long waitingSince() {
        return waitBeganAt;
    }

    /** Gives a connection on which no request has begun this long for one, since the last; others are left alone. */
    synchronized void limitIdle(Duration timeMax) {
        if (waiting && isIdle() && !idleIsLimited) {
            idleIsLimited = true;
            waitEndsAt = Math.min(waitEndsAt, waitBeganAt + timeMax.toNanos());
        }
    }

    /** Lets nothing in that comes from now on where no request has begun in its time; true once. */
    synchronized boolean endIfIdle(long now) {
        if (!waiting || !isIdle() || timedOut || now - waitEndsAt < 0) {
            return false;
        }
        last = true;
        waitEndsAt = now + CROSSING_WAIT.toNanos();
        return true;
    }

    /** Whether the time for a request is over; true once, and from then on nothing is read. */
    synchronized boolean isLate(long now) {
        if (!waiting || timedOut || now - waitEndsAt < 0) {
            return false;
        }
        timedOut = true;
        waitEndsAt = now + REFUSAL_WAIT.toNanos();
        return true;
    }

    /** Whether the client has not even taken the answer that its request was late. */
    synchronized boolean isOverdue(long now) {
        return timedOut && now - waitEndsAt >= 0;
    }

    /** Whether anything has come of a request whose head is not complete. */
    boolean headHasBegun() {
        return headBegun;
    }

    /** Reads away what the client still sends, until it has seen the end or a short time is over. */
    void discardUnread() {
        broken = true;
        long end = nanoTime.getAsLong() + UNREAD_WAIT.toNanos();
        try {
            for (long left = UNREAD_WAIT.toNanos(); left > 0 && !isTimedOut(); left = end - nanoTime.getAsLong()) {
                at = buffer.length;
                if (!fill(left)) {
                    return;
                }
            }
        } catch (TimedOut quiet) {
            return;
        }
    }

    private synchronized boolean isTimedOut() {
        return timedOut;
    }
}
