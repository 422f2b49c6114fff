package io.outrigger.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntSupplier;

/** A way to a backend on this machine that can fall silent without breaking, as a network or a stopped process does, or break. */
public final class StallingProxy implements AutoCloseable {

    private final ServerSocket listener;
    private final IntSupplier target;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private volatile CountDownLatch open = new CountDownLatch(0);

    public StallingProxy(IntSupplier target) {
        this.target = target;
        try {
            listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    public void stall() {
        open = new CountDownLatch(1);
    }

    public void flow() {
        open.countDown();
    }

    /** Ends all connections; new ones may be made. */
    public void cut() throws IOException {
        for (Socket connection : connections) {
            connection.close();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket backend = new Socket(InetAddress.getLoopbackAddress(), target.getAsInt());
                client.setTcpNoDelay(true);
                backend.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> copy(client, backend));
                Thread.ofVirtual().start(() -> copy(backend, client));
            } catch (IOException closedOrAway) {
                continue;
            }
        }
    }

    private void copy(Socket from, Socket to) {
        byte[] buffer = new byte[8_192];
        connections.add(from);
        try (from; to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                open.await();
                out.write(buffer, 0, count);
            }
        } catch (IOException closed) {
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            connections.remove(from);
        }
    }

    @Override
    public void close() throws IOException {
        flow();
        listener.close();
    }
}
