package io.outrigger.local;

import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What runs, as a stack: closed in the reverse order of starting, so that nobody loses what it needs before it has drained.
 *
 * <p>Closing may happen in the midst of a start: it waits for the part that is just coming up, closes everything, and every later start is
 * refused. So a Ctrl-C at any moment leaves nothing behind.
 */
public final class Parts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

    private record Part(String name, AutoCloseable closeable) {
    }

    private final Deque<Part> running = new ConcurrentLinkedDeque<>();
    private volatile boolean closing;

    /**
     * Starts a part and keeps it.
     *
     * @throws CancellationException when everything is being closed
     */
    synchronized <T extends AutoCloseable> T start(String name, Supplier<T> starter) {
        if (closing) {
            throw new CancellationException("stopped before " + name);
        }
        T part = starter.get();
        running.push(new Part(name, part));
        return part;
    }

    /** Whether there is anything to stop. */
    boolean isRunning() {
        return !running.isEmpty();
    }

    @Override
    public void close() {
        closing = true;
        synchronized (this) {
            while (!running.isEmpty()) {
                close(running.pop());
            }
        }
    }

    private static void close(Part part) {
        try {
            part.closeable().close();
        } catch (Exception e) {
            LOG.error("{} did not stop in good order", part.name(), e); // the others must still be closed
        }
    }
}
