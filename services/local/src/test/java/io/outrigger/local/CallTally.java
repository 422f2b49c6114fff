package io.outrigger.local;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What became of calls to a service that is told to stop.
 *
 * <p>A call is <em>accepted</em> when its connection was there before the port closed and the call came before the server ended that
 * connection: by FIN or an answer with {@code Connection: close} on HTTP, by a GOAWAY below the call's stream on gRPC. Every accepted call
 * has to be answered; each other one has to be told apart by its caller, who may then send it again.
 */
final class CallTally {
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong crossed = new AtomicLong();
    private final Queue<String> lost = new ConcurrentLinkedQueue<>();

    /** The answer came, whole. */
    void answered() {
        answered.incrementAndGet();
    }

    /** There was no connection, or none was found to send the call on. */
    void refused() {
        refused.incrementAndGet();
    }

    /** The call met the server's end of a connection that had been used before: RFC 9112, 9.3.1, lets the caller repeat it. */
    void crossed() {
        crossed.incrementAndGet();
    }

    /** Anything else. */
    void lost(String how) {
        lost.add(how);
    }

    long answeredCount() {
        return answered.get();
    }

    long refusedCount() {
        return refused.get();
    }

    Queue<String> lostCalls() {
        return lost;
    }

    @Override
    public String toString() {
        return "answered " + answered + ", refused " + refused + ", crossed the end of a kept connection " + crossed
                + ", lost " + lost.size();
    }
}
