package io.outrigger.chassis.server;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Remembers since when each HTTP connection has been in use, so that old ones are closed between requests and their load can
 * spread over new pods. Safe for several threads.
 */
final class ConnectionAges {

    private final long ageMaxNanos;
    private final LongSupplier nanoTime;
    private final ConcurrentHashMap<String, Long> firstSeen = new ConcurrentHashMap<>();
    private final AtomicLong sweptAt;

    ConnectionAges(Duration ageMax, LongSupplier nanoTime) {
        this.ageMaxNanos = ageMax.toNanos();
        this.nanoTime = nanoTime;
        this.sweptAt = new AtomicLong(nanoTime.getAsLong());
    }

    /** Whether the connection has lived its time; it is forgotten when so, since its client is told to close it. */
    boolean isOld(String connectionId) {
        long now = nanoTime.getAsLong();
        sweep(now);
        Long since = firstSeen.putIfAbsent(connectionId, now);
        if (since == null || now - since < ageMaxNanos) {
            return false;
        }
        firstSeen.remove(connectionId);
        return true;
    }

    int connectionsKnown() {
        return firstSeen.size();
    }

    /** Forgets, once an age, connections that ended without a word. */
    private void sweep(long now) {
        long last = sweptAt.get();
        if (now - last > ageMaxNanos && sweptAt.compareAndSet(last, now)) {
            firstSeen.values().removeIf(since -> now - since > 2 * ageMaxNanos);
        }
    }
}
