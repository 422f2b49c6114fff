package io.outrigger.chassis.server;

import io.outrigger.chassis.background.Backoff;
import io.outrigger.chassis.background.BackgroundLoop;
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
 * Asks a server's own ports, every second, whether anybody listens: a service that nobody can call would otherwise stay "ready"
 * for ever, whatever has become of its listeners.
 *
 * <p>One thread of its own. A port that refuses twice running is gone for good. Where the question itself fails, as when no file
 * descriptor is left, the service is not ready, and it is given up when that lasts: a full queue or a flood passes.
 */
final class ListenerWatch implements AutoCloseable {

    private static final int REFUSALS_MAX = 2;
    private static final int CONNECT_MS_MAX = 1_000;

    private final InetAddress host;
    private final Map<String, Integer> ports;
    private final Duration period;
    private final Duration unansweredMax;
    private final Consumer<String> onDead;
    private final BackgroundLoop loop;
    private final Map<String, Integer> refusals = new TreeMap<>();
    private long answeredAt = System.nanoTime();
    private volatile String trouble;
    private volatile boolean closed;

    /**
     * @param unansweredMax for how long a port may be unreachable without refusing
     * @param onDead is told once, in a sentence, which listener is gone
     */
    ListenerWatch(String host, Map<String, Integer> ports, Duration period, Duration unansweredMax, Consumer<String> onDead)
            throws IOException {
        InetAddress bound = InetAddress.getByName(host);
        this.host = bound.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : bound;
        this.ports = new TreeMap<>(ports);
        this.period = period;
        this.unansweredMax = unansweredMax;
        this.onDead = onDead;
        this.loop = BackgroundLoop.start("asking the service's own ports", Backoff.constant(period), this::look);
    }

    /** Why nobody can be expected to get through at the moment; stays for good when a listener is gone. */
    Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    @Override
    public void close() {
        closed = true;
        loop.close();
    }

    /** Asks each port once; no further turn is taken when one is given up. */
    private Optional<Duration> look() {
        String found = null;
        for (Map.Entry<String, Integer> port : ports.entrySet()) {
            String name = "the " + port.getKey() + " port " + port.getValue();
            try {
                ask(port.getValue());
                refusals.put(port.getKey(), 0);
            } catch (ConnectException refused) {
                found = "nobody listens on " + name + " any more";
                if (refusals.merge(port.getKey(), 1, Integer::sum) >= REFUSALS_MAX) {
                    return dead(found);
                }
            } catch (IOException unanswered) {
                found = name + " cannot be reached from within: " + unanswered.getMessage();
            }
        }
        trouble = found;
        answeredAt = found == null ? System.nanoTime() : answeredAt;
        return System.nanoTime() - answeredAt > unansweredMax.toNanos()
                ? dead(found + ", for " + unansweredMax.toSeconds() + " s now") : Optional.of(period);
    }

    private Optional<Duration> dead(String sentence) {
        trouble = sentence;
        if (!closed) {
            onDead.accept(sentence);
        }
        return Optional.empty();
    }

    private void ask(int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), CONNECT_MS_MAX);
        }
    }
}
