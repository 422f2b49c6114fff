package io.outrigger.chassis.server;

/** The messages of one connection that are on their way. For one thread. */
final class ArrivingMessages {

    private IncomingMessages first;

    void add(IncomingMessages message) {
        message.next = first;
        if (first != null) {
            first.previous = message;
        }
        first = message;
    }

    void remove(IncomingMessages message) {
        if (message.previous != null) {
            message.previous.next = message.next;
        } else if (first == message) {
            first = message.next;
        }
        if (message.next != null) {
            message.next.previous = message.previous;
        }
        message.next = null;
        message.previous = null;
    }

    /** Ends the calls of those that take too long. */
    void endLate(long nowNanos) {
        for (IncomingMessages one = first; one != null;) {
            IncomingMessages next = one.next;
            one.endIfLate(nowNanos);
            one = next;
        }
    }
}
