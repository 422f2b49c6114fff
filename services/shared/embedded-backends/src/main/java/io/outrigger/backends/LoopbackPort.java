package io.outrigger.backends;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.function.IntFunction;

/** A port on 127.0.0.1, asked for by number or, with 0, any free one. */
final class LoopbackPort {
    static final String HOST = "127.0.0.1";

    /** A free port can be taken by somebody else between our look and the server's bind: three tries make that a non-event. */
    private static final int ATTEMPTS = 3;

    private LoopbackPort() {
    }

    /** Starts a server on {@code port}, or on a free one if it is 0. */
    static <T> T startOn(int port, String server, IntFunction<T> start) {
        for (int attempt = 1; ; attempt++) {
            int chosen = port == 0 ? free() : port;
            if (!isFree(chosen)) {
                throw inUse(chosen, server);
            }
            try {
                return start.apply(chosen);
            } catch (BackendException failure) {
                if (isFree(chosen)) {
                    throw failure;
                }
                if (port != 0 || attempt == ATTEMPTS) {
                    throw inUse(chosen, server);
                }
            }
        }
    }

    static int free() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(HOST, 0));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new BackendException("No free port could be had on " + HOST + ": " + e.getMessage() + ".", e);
        }
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
