package io.outrigger.chassis.background;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes things that come one by one, at once in each turn all those that came while the turn before was written. Whoever comes writes
 * for those who wait, so there is no thread and no timer, and what comes alone is written at once. Where they cannot be written together
 * each is written by whoever brought it, so that none fails or waits for what another one has. Safe for several threads.
 */
public final class GroupedWrites<T> {

    private static final Logger LOG = LoggerFactory.getLogger(GroupedWrites.class);
    private static final int AT_ONCE = 64;

    private final Consumer<List<T>> together;
    private final Consumer<T> alone;
    private final ReentrantLock writing = new ReentrantLock();
    private final Queue<Waiting<T>> queue = new ConcurrentLinkedQueue<>();

    /**
     * @param together writes all of them or, where it throws, none; others wait meanwhile, so it should not wait for locks
     * @param alone writes one, however long that takes
     */
    public GroupedWrites(Consumer<List<T>> together, Consumer<T> alone) {
        this.together = together;
        this.alone = alone;
    }

    /** One that is to be written; what became of it is set by whoever holds the lock. */
    private static final class Waiting<T> {

        private final T thing;
        private boolean over;
        private boolean written;

        Waiting(T thing) {
            this.thing = thing;
        }
    }

    /** Returns when it is written; throws what kept it from being written alone. */
    public void write(T thing) {
        var own = new Waiting<>(thing);
        queue.add(own);
        writing.lock();
        try {
            while (!own.over) {
                writeNext();
            }
        } finally {
            writing.unlock();
        }
        if (!own.written) {
            alone.accept(thing);
        }
    }

    private void writeNext() {
        List<Waiting<T>> next = new ArrayList<>();
        while (next.size() < AT_ONCE && !queue.isEmpty()) {
            next.add(queue.remove());
        }
        boolean written = write(next.stream().map(each -> each.thing).toList());
        for (Waiting<T> each : next) {
            each.written = written;
            each.over = true;
        }
    }

    private boolean write(List<T> some) {
        try {
            together.accept(some);
            return true;
        } catch (RuntimeException | Error failed) { // an error too: those who wait must be told
            LOG.debug("{} things could not be written together", some.size(), failed);
            return false;
        }
    }
}
