package io.outrigger.chassis.server;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Asks a server's own ports, every second, whether anybody listens: Helidon's accept loop ends for good at its first error, and
 * a service that nobody can call would otherwise stay "ready" for ever.
 *
 * <p>One thread of its own; only a refused connection counts, twice running, since a full queue or a lack of descriptors passes.
 */
final class ListenerWatch implements AutoCloseable {

    private static final int REFUSALS_MAX = 2;
    private static final int CONNECT_MS_MAX = 1_000;

    private final InetAddress host;
    private final Map<String, Integer> ports;
    private final Duration period;
    private final Consumer<String> onDead;
    private final Thread thread;
    private volatile String dead;

    /** @param onDead is told once, in a sentence, which listener is gone */
    ListenerWatch(String host, Map<String, Integer> ports, Duration period, Consumer<String> onDead) throws IOException {
        InetAddress bound = InetAddress.getByName(host);
        this.host = bound.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : bound;
        this.ports = new TreeMap<>(ports);
        this.period = period;
        this.onDead = onDead;
        this.thread = Thread.ofVirtual().name("listener-watch").start(this::watch);
    }

    /** Which listener is gone. */
    Optional<String> dead() {
        return Optional.ofNullable(dead);
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void watch() {
        Map<String, Integer> refusals = new TreeMap<>();
        try {
            while (dead == null) {
                Thread.sleep(period);
                for (Map.Entry<String, Integer> port : ports.entrySet()) {
                    int count = refuses(port.getValue()) ? refusals.merge(port.getKey(), 1, Integer::sum) : 0;
                    refusals.put(port.getKey(), count);
                    if (count >= REFUSALS_MAX && !Thread.currentThread().isInterrupted()) {
                        dead = "nobody listens on the " + port.getKey() + " port " + port.getValue() + " any more";
                        onDead.accept(dead);
                        return;
                    }
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean refuses(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), CONNECT_MS_MAX);
            return false;
        } catch (ConnectException refused) {
            return true;
        } catch (IOException somethingElse) {
            return false;
        }
    }
}
