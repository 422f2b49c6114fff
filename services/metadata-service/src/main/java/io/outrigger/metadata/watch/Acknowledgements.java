package io.outrigger.metadata.watch;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * How far the watchers of this instance are, by what they say of themselves, and the waiting for them.
 *
 * <p>A change that was answered before it is in force would be denied by the next answer of the gateway. So who writes waits until
 * every watcher has it. One that does not keep up is waited for once, and again when it has been heard of. Thread-safe.
 */
final class Acknowledgements {

    private final Duration patience;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Watcher> watchers = new HashMap<>();

    Acknowledgements(Duration patience, LongSupplier nanoTime) {
        this.patience = patience;
        this.nanoTime = nanoTime;
    }

    private static final class Watcher {
        private long revision;
        private int streams;
        private boolean late;
    }

    /** A watcher has opened a stream and has everything up to a revision. */
    void joined(String id, long revision) {
        lock.lock();
        try {
            var watcher = watchers.computeIfAbsent(id, key -> new Watcher());
            watcher.streams++;
            watcher.revision = revision;
        } finally {
            lock.unlock();
        }
    }

    /** One of a watcher's streams is closed. */
    void left(String id) {
        lock.lock();
        try {
            watchers.computeIfPresent(id, (key, watcher) -> --watcher.streams > 0 ? watcher : null);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A watcher has applied everything up to a revision. */
    void acknowledged(String id, long revision) {
        lock.lock();
        try {
            var watcher = watchers.get(id);
            if (watcher != null) {
                watcher.revision = revision;
                watcher.late = false;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns when everybody has a revision, or when the patience is over. */
    void await(long revision) {
        long limit = nanoTime.getAsLong() + patience.toNanos();
        lock.lock();
        try {
            while (watchers.values().stream().anyMatch(watcher -> isBehind(watcher, revision))) {
                if (changed.awaitNanos(limit - nanoTime.getAsLong()) <= 0) {
                    watchers.values().stream().filter(watcher -> isBehind(watcher, revision)).forEach(watcher -> watcher.late = true);
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private static boolean isBehind(Watcher watcher, long revision) {
        return !watcher.late && watcher.revision < revision;
    }
}
