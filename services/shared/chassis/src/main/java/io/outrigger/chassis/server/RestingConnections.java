package io.outrigger.chassis.server;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Connections on which nobody asks for anything: one thread waits for all of them, and each is woken by what comes, or by its end. So an
 * idle connection has neither a thread nor buffers. Safe for several threads.
 */
final class RestingConnections {

    private final Consumer<FrontConnection> wake;
    private final Selector selector;
    private final Queue<FrontConnection> told = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private final AtomicInteger count = new AtomicInteger();
    private boolean ended;

    /** @param wake serves a connection on a thread of its own */
    RestingConnections(Consumer<FrontConnection> wake) throws IOException {
        this.wake = wake;
        this.selector = Selector.open();
        this.thread = Thread.ofPlatform().name("http-resting").daemon().start(this::watch);
    }

    /** Lets a connection rest; false where none may any more. */
    synchronized boolean take(FrontConnection connection) {
        if (ended) {
            return false;
        }
        connection.beginRest();
        count.incrementAndGet();
        tell(connection);
        return true;
    }

    int count() {
        return count.get();
    }

    /** Looks after a connection that has come, or was closed by somebody else. */
    void tell(FrontConnection connection) {
        told.add(connection);
        selector.wakeup();
    }

    /** Wakes everybody, and lets nobody rest from now on. */
    void end() throws InterruptedException {
        synchronized (this) {
            ended = true;
        }
        selector.wakeup();
        thread.join();
    }

    private void watch() {
        try (selector) {
            try {
                while (!hasEnded()) {
                    selector.select();
                    // In this order: a key that was cancelled below is gone by the next select, and its channel can come again.
                    listenToThoseWhoCame();
                    selector.selectedKeys().forEach(this::wake);
                    selector.selectedKeys().clear();
                }
            } finally {
                synchronized (this) {
                    ended = true;
                }
                listenToThoseWhoCame();
                selector.keys().forEach(this::wake);
            }
        } catch (IOException | RuntimeException dead) {
            HttpFront.LOG.error("idle connections cannot be waited for any more and keep a thread each from now on", dead);
        }
    }

    private synchronized boolean hasEnded() {
        return ended;
    }

    private void listenToThoseWhoCame() {
        for (FrontConnection connection = told.poll(); connection != null; connection = told.poll()) {
            if (connection.isResting() && !connection.listen(selector)) {
                wake(connection);
            }
        }
    }

    private void wake(SelectionKey key) {
        key.cancel();
        wake((FrontConnection) key.attachment());
    }

    private void wake(FrontConnection connection) {
        if (connection.endRest()) {
            count.decrementAndGet();
            wake.accept(connection);
        }
    }
}
