package io.outrigger.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Numbers for servers that have to be told where to listen, and for those that come back where they were. */
public final class FreePort {
    /** Below the ports that systems give to connections that go out: one of those could take a port before its server has started. */
    private static final int FIRST = 20_000;
    private static final int LAST = 32_000;
    private static final AtomicInteger NEXT = new AtomicInteger(ThreadLocalRandom.current().nextInt(FIRST, LAST));

    private FreePort() {
    }

    /** A port that is free on 127.0.0.1, and that this method has not lately given to anybody else. */
    public static int next() {
        for (int tries = FIRST; tries < LAST; tries++) {
            int port = NEXT.updateAndGet(last -> last < LAST ? last + 1 : FIRST);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                continue;
            }
        }
        throw new IllegalStateException("no port is free on 127.0.0.1");
    }
}
