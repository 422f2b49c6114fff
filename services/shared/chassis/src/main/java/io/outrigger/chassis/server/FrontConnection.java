package io.outrigger.chassis.server;

import io.helidon.common.concurrency.limits.Limit;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.headers.CorrelationId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** One connection of a client from its beginning to its end: served by a thread of its own while requests come, at rest between them. */
final class FrontConnection {

    /** When the server stops, a client that was answered just now may have sent another request, and one that came just now has surely. */
    private static final Duration NEXT_REQUEST_WAIT = Duration.ofMillis(300);
    private static final Duration FIRST_REQUEST_WAIT = Duration.ofSeconds(1);

    private final SocketChannel channel;
    private final String id;
    private final HttpFront front;
    private final long openedAt = System.nanoTime();
    private final ServedCaller caller;
    private final RequestBytes requests;
    private final AtomicBoolean resting = new AtomicBoolean();
    private volatile AwakeConnection awake;
    private volatile boolean answered;
    private volatile boolean refused;

    FrontConnection(SocketChannel channel, String id, HttpFront front) {
        this.channel = channel;
        this.id = id;
        this.front = front;
        ReadAhead bytes = new ReadAhead(() -> awake.read());
        this.requests = new RequestBytes(bytes, front.limits(), System::nanoTime,
                (failure, correlationId) -> refuse(awake, failure, correlationId));
        this.caller = new ServedCaller(bytes, front.served(), requests::endAfterThisRequest);
    }

    /** Serves the connection until it has ended, false, or nothing comes and it may rest. */
    boolean serve(Limit limit) throws InterruptedException, IOException {
        AwakeConnection served = new AwakeConnection(this, front, requests, new ClientSocket(channel, id));
        awake = served;
        try {
            caller.serve(() -> served.handle(limit));
        } catch (RuntimeException ended) {
            if (!requests.mayRest()) {
                throw ended;
            }
        }
        if (requests.mayRest()) {
            awake = null;
        }
        return requests.mayRest();
    }

    void beginRest() {
        resting.set(true);
    }

    boolean isResting() {
        return resting.get();
    }

    /** Has the selector wait for what the client sends; false where there is nothing to be waited for. */
    boolean listen(Selector selector) {
        try {
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
            return true;
        } catch (IOException gone) {
            return false;
        }
    }

    /** Whether this has ended a rest: then the connection is to be served, behind the cancelling of its key. */
    boolean endRest() {
        if (!resting.compareAndSet(true, false)) {
            return false;
        }
        try {
            channel.configureBlocking(true);
        } catch (IOException gone) {
            HttpFront.LOG.debug("a client was gone when it was to be served", gone);
        }
        return true;
    }

    /** Ends the connection so that all that was written arrives: a socket that is closed over unread bytes is reset. */
    void end() {
        try {
            channel.shutdownOutput();
            requests.discardUnread();
        } catch (IOException | RuntimeException gone) {
            HttpFront.LOG.debug("a client was gone before its connection ended", gone);
        } finally {
            closeSocket();
        }
    }

    /** An answer has begun. */
    void answering() {
        answered = true;
    }

    /** Old connections end behind an answer, so that their load can spread over new pods. */
    boolean isOld() {
        return System.nanoTime() - openedAt > front.limits().connectionAgeMax().toNanos();
    }

    private void refuse(AwakeConnection to, ServiceException failure, String correlationId) {
        refused = true;
        try {
            to.write(Refusal.of(failure, correlationId));
        } catch (RuntimeException gone) {
            HttpFront.LOG.debug("a caller did not wait for its refusal", gone);
        }
    }

    /** Answers a connection that is not let in. */
    static void refuse(SocketChannel channel, ServiceException failure) throws IOException {
        channel.write(ByteBuffer.wrap(Refusal.of(failure, CorrelationId.of(null))));
    }

    /** Ends the connection when the time for a request, or for reading an answer, is over. */
    void endIfLate(long now) {
        AwakeConnection served = awake;
        if (served != null && served.isStalled(now) || requests.isOverdue(now)) {
            closeSocket();
        } else if (requests.endIfIdle(now)) {
            try {
                channel.shutdownOutput();
            } catch (IOException gone) {
                closeSocket();
            }
        } else if (requests.isLate(now)) {
            Thread.startVirtualThread(() -> {
                HttpHead head = requests.head();
                if (served != null && !refused && (head == null ? requests.headHasBegun() : !served.hasAnswered(head))) {
                    refuse(served, new ServiceException(ErrorCode.REQUEST_TIMEOUT,
                            "The request did not arrive in time: headers must come within "
                            + front.limits().headTimeMax().toMillis() + " ms, a body within " + front.limits().bodyTimeMax().toMillis()
                            + " ms and a second more for each 16 KiB, and without a longer pause."),
                            head == null ? CorrelationId.of(null) : head.correlationId());
                }
                closeSocket();
            });
        }
    }

    /** Cuts the connection off, or lets it end behind what is on its way: not by an interrupt, which would cut that off. */
    void close(boolean now) {
        if (now) {
            closeSocket();
        } else {
            requests.limitIdle(answered ? NEXT_REQUEST_WAIT : FIRST_REQUEST_WAIT);
        }
    }

    /** Whether the client could be sent away without a request of its being lost. */
    boolean isIdle() {
        return requests.isIdle();
    }

    long idleSince() {
        return requests.waitingSince();
    }

    private void closeSocket() {
        try {
            channel.close();
        } catch (IOException closedAlready) {
            HttpFront.LOG.debug("a connection was closed already", closedAlready);
        }
        if (resting.get()) {
            front.resting().tell(this);
        }
    }
}
