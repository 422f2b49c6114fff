package io.outrigger.mesh;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;

/** Addresses of this machine that nobody else reaches. */
final class Loopback {
    static final String HOST = "127.0.0.1";

    /** Below the ports that systems give to connections that go out: one of those could take a port before its server has started. */
    private static final int FIRST_PORT = 20_000;
    private static final int LAST_PORT = 32_000;
    private static final AtomicInteger NEXT = new AtomicInteger(ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT));

    private Loopback() {
    }

    /** A port that is free on {@link #HOST}, and that this method has not given to anybody else. */
    static int freePort() {
        for (int tries = FIRST_PORT; tries < LAST_PORT; tries++) {
            int port = NEXT.updateAndGet(last -> last < LAST_PORT ? last + 1 : FIRST_PORT);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                continue;
            }
        }
        throw new IllegalStateException("no port is free on " + HOST);
    }

    /** Whether somebody takes connections there. */
    static boolean listens(String host, int port) {
        try (Socket socket = new Socket(host, port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    /** Linux has all of 127.0.0.0/8, macOS only the first of it. */
    static void requireMany() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress("127.0.1.1", 0));
        } catch (IOException e) {
            Assumptions.abort("This machine has no loopback address 127.0.1.1 (" + e.getMessage() + "); each Envoy of the mesh needs two of"
                    + " its own, so the mesh is not tested here.");
        }
    }
}
