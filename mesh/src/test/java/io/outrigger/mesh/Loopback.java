package io.outrigger.mesh;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Assumptions;

/** Addresses of this machine that nobody else reaches. */
final class Loopback {
    static final String HOST = "127.0.0.1";

    private Loopback() {
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
