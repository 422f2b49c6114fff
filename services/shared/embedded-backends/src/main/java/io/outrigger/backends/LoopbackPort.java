package io.outrigger.backends;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** A port on 127.0.0.1, asked for by number or, with 0, any free one. */
public final class LoopbackPort {
    static final String HOST = "127.0.0.1";

    /**
     * A free port can be taken by somebody else between our look and the server's bind, and even between two looks: a process that is
     * started meanwhile holds what the first one has opened until it runs its program. Three tries make that a non-event.
     */
    private static final int ATTEMPTS = 3;

    /** Below the ports that systems give to connections that go out. */
    private static final int FIRST = 20_000;
    private static final int LAST = 32_000;
    private static final AtomicInteger NEXT = new AtomicInteger(ThreadLocalRandom.current().nextInt(FIRST, LAST));

    private LoopbackPort() {
    }

    /** Starts a server on {@code port}, or on a free one if it is 0. */
    static <T> T startOn(int port, String server, IntFunction<T> start) {
        for (int attempt = 1; ; attempt++) {
            int chosen = port == 0 ? free() : port;
            if (isFree(chosen)) {
                try {
                    return start.apply(chosen);
                } catch (BackendException failure) {
                    if (isFree(chosen)) {
                        throw failure;
                    }
                }
            }
            if (port != 0 || attempt == ATTEMPTS) {
                throw inUse(chosen, server);
            }
        }
    }

    /** A port that nobody has, and that no connection that goes out can take before its server starts, or starts again. */
    public static int free() {
        for (int tries = FIRST; tries < LAST; tries++) {
            int port = NEXT.updateAndGet(last -> last < LAST ? last + 1 : FIRST);
            if (isFree(port)) {
                return port;
            }
        }
        throw new BackendException("No free port could be had on " + HOST + " between " + FIRST + " and " + LAST + ".");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true); // else connections of the last run that are in TIME_WAIT would count
            socket.bind(new InetSocketAddress(HOST, port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static BackendException inUse(int port, String server) {
        return new BackendException("Port " + port + " for " + server
                + " is in use by another program; stop it, or set OUTRIGGER_PORT_OFFSET to move all ports.");
    }
}
