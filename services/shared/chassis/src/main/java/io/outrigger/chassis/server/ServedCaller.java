package io.outrigger.chassis.server;

import io.grpc.Context;
import java.util.Set;
import java.util.concurrent.CancellationException;

/**
 * The client of one connection as the request that is being served sees it: when it goes away, that request's context is cancelled, and
 * with it the calls that were made for it.
 *
 * <p>Gone is who resets the connection, and who closes its side of it before the answer, as nginx (499) and Envoy have it: it may want the
 * answer all the same, but most who do that do not, and a socket cannot tell the two apart.
 */
final class ServedCaller {

    private static final ScopedValue<ServedCaller> CURRENT = ScopedValue.newInstance();

    private final ReadAhead bytes;
    private final Set<ServedCaller> served;
    private final Runnable whenGone;
    private volatile Context.CancellableContext request;
    private volatile boolean gone;
    private volatile Context.CancellableContext seen;

    /**
     * @param served has this caller while a request of its is served: of ten thousand connections most ask for nothing
     * @param whenGone runs where a request was cancelled: what its client has sent behind it is nobody's any more
     */
    ServedCaller(ReadAhead bytes, Set<ServedCaller> served, Runnable whenGone) {
        this.bytes = bytes;
        this.served = served;
        this.whenGone = whenGone;
    }

    /** Serves a connection until it ends. */
    interface Connection {

        void serve() throws InterruptedException;
    }

    /** Serves the connection's requests, in a way that each of them finds this caller. */
    void serve(Connection connection) throws InterruptedException {
        ScopedValue.where(CURRENT, this).call(() -> {
            connection.serve();
            return null;
        });
    }

    /** Runs a handler in its request's context, which ends with it, or with its caller. */
    static void run(Context.CancellableContext request, Runnable handler) {
        ServedCaller caller = CURRENT.isBound() ? CURRENT.get() : null;
        try (request) {
            if (caller != null) {
                caller.request = request;
                caller.served.add(caller);
            }
            request.run(handler);
        } finally {
            if (caller != null) {
                caller.served.remove(caller);
                caller.request = null;
                caller.seen = null;
            }
        }
    }

    /** Whether the request that the calling thread serves, or the one before it on the connection, was cancelled for want of its caller. */
    static boolean hasGone() {
        return CURRENT.isBound() && CURRENT.get().gone;
    }

    /** Begins to look whether the caller is still there, for a request that is not answered since the last time; by one thread. */
    void look() {
        Context.CancellableContext now = request;
        if (now != null && now == seen) {
            bytes.look(this::gone);
        }
        seen = now;
    }

    private void gone() {
        Context.CancellableContext now = request;
        if (now != null) {
            gone = true;
            whenGone.run();
            now.cancel(new CancellationException("the caller went away"));
        }
    }
}
