package io.outrigger.chassis.server;

import io.helidon.webserver.http.HttpRouting;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A port that speaks HTTP/1: lets connections in, up to a limit, for as long as the process lives, and closes without losing one.
 *
 * <p>Helidon's own listener ends for good at the first error of an accept, as when the process is out of descriptors, and when it
 * is closed the kernel resets those connections that it had queued. Here an error is waited out, and one thread alone accepts and
 * closes, behind the last who connected (see {@link KernelQueue}). What was established before is served.
 */
final class HttpPort {

    private static final Logger LOG = LoggerFactory.getLogger(HttpPort.class);
    private static final int QUEUE_MAX = 1_024;
    private static final long TROUBLE_PAUSE_MS = 50;
    private static final long LAST_LOOK_PAUSE_MS = 5;
    private static final Duration IDLE_IN_TROUBLE = Duration.ofSeconds(1);
    private static final Duration LAST_LOOK_MAX = Duration.ofSeconds(1);

    private final ServerSocketChannel listener;
    private final Selector selector;
    private final HttpFront front;
    private final Thread thread;
    private final int port;
    private long accepted;
    private volatile boolean stopping;
    private volatile String trouble;

    /** Binds and serves; large answers count towards the budget. */
    HttpPort(String host, int port, HttpLimits limits, ByteBudget bytes, HttpRouting.Builder routing) throws IOException {
        listener = ServerSocketChannel.open();
        try {
            listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            listener.configureBlocking(false);
            listener.bind(new InetSocketAddress(host, port), QUEUE_MAX);
            selector = Selector.open();
            rehearseClosing();
            front = new HttpFront(limits, bytes, routing);
        } catch (IOException | RuntimeException failed) {
            listener.close();
            throw failed;
        }
        this.port = listener.socket().getLocalPort();
        this.thread = Thread.ofPlatform().name("http-port-" + this.port).daemon().start(this::listen);
    }

    int port() {
        return port;
    }

    /** Why nobody can be let in at the moment. */
    Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    int connections() {
        return front.connectionCount();
    }

    int restingConnections() {
        return front.resting().count();
    }

    /** From now on each answer says that it is the last one on its connection; new ones are still let in. */
    void leaveRotation() {
        front.leaveRotation();
    }

    /** Lets nobody in any more, answers everything that has been let in, and cuts off what takes longer than this. */
    void stop(Duration timeMax) {
        boolean interrupted = false;
        stopping = true;
        front.leaveRotation();
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException stopWaiting) {
            interrupted = true;
        }
        try {
            front.finish(interrupted ? Duration.ZERO : timeMax);
        } catch (InterruptedException stopWaiting) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void listen() {
        try (listener; selector) {
            SelectionKey key = listener.register(selector, SelectionKey.OP_ACCEPT);
            while (!stopping) {
                selector.select();
                if (!letIn()) {
                    Thread.sleep(TROUBLE_PAUSE_MS);
                }
            }
            key.cancel();
            selector.selectNow(); // or closing would wait for the key
            emptyTheQueue();
            closeBehindTheLast();
        } catch (IOException | InterruptedException | RuntimeException dead) {
            LOG.error("the listener on port {} has ended", port, dead);
        }
    }

    /** Takes those whom the kernel has let connect, or is about to; behind this nobody connects, where the kernel can be told so. */
    private void emptyTheQueue() throws InterruptedException {
        KernelQueue queue = new KernelQueue(port);
        boolean known = queue.refusesNew();
        long giveUpAt = System.nanoTime() + LAST_LOOK_MAX.toNanos();
        while (!(letIn() && (!known || queue.isEmpty())) && System.nanoTime() < giveUpAt) {
            Thread.sleep(LAST_LOOK_PAUSE_MS);
        }
    }

    /** Closes with as little as can be between the look that found nobody and the close: the kernel resets who comes in between. */
    private void closeBehindTheLast() throws IOException {
        List<SocketChannel> last = new ArrayList<>();
        SocketChannel channel = listener.accept();
        while (channel != null) {
            last.add(channel);
            channel = listener.accept();
        }
        listener.close();
        for (SocketChannel one : last) {
            welcome(one);
        }
    }

    /** Has the JVM load what closing takes: the first time lasts a hundred times as long as the others. */
    private static void rehearseClosing() throws IOException {
        try (ServerSocketChannel rehearsal = ServerSocketChannel.open()) {
            rehearsal.configureBlocking(false);
            rehearsal.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
            rehearsal.accept();
        }
    }

    /** Takes everybody who waits; false when somebody who waits could not be taken. */
    private boolean letIn() {
        try {
            for (SocketChannel channel = listener.accept(); channel != null; channel = listener.accept()) {
                welcome(channel);
            }
            if (trouble != null) {
                LOG.info("port {} lets connections in again", port);
                trouble = null;
            }
            return true;
        } catch (IOException | RuntimeException | OutOfMemoryError full) {
            OutOfMemory.tell(full);
            if (trouble == null) {
                LOG.warn("port {} cannot let connections in at the moment, and tries again: {}", port, full.toString());
            }
            trouble = "no connections can be let in: " + full.getMessage();
            front.makeRoom(IDLE_IN_TROUBLE);
            return false;
        }
    }

    private void welcome(SocketChannel channel) throws IOException {
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true); // or small answers wait 40 ms
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            if (front.connectionCount() >= front.limits().connectionsMax() && front.makeRoom(Duration.ZERO) == 0) {
                FrontConnection.refuse(channel, new ServiceException(ErrorCode.OVERLOADED, "At most " + front.limits().connectionsMax()
                        + " connections are served at once, and each has a request; come again shortly."));
                channel.close();
                return;
            }
            front.serve(channel, Long.toHexString(++accepted));
        } catch (IOException | RuntimeException | OutOfMemoryError failed) {
            channel.close();
            throw failed;
        }
    }
}
