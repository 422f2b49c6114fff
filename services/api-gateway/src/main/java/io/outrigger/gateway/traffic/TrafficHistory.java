package io.outrigger.gateway.traffic;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;

/** The readings of the last minute. One thread adds, any may look. */
final class TrafficHistory {

    private final Deque<Reading> readings = new ArrayDeque<>();
    private volatile TrafficWindow window = TrafficWindow.EMPTY;

    /** Takes a reading, later than those before, and forgets what nobody will be held against any more. */
    void add(Reading newest) {
        Optional<Reading> forRates = back(newest.atNanos() - TrafficWindow.RATES.toNanos());
        Optional<Reading> forLatency = back(newest.atNanos() - TrafficWindow.LATENCY.toNanos());
        while (forLatency.isPresent() && readings.getFirst() != forLatency.get()) {
            readings.removeFirst();
        }
        readings.addLast(newest);
        window = new TrafficWindow(newest, forRates, forLatency);
    }

    TrafficWindow window() {
        return window;
    }

    /** The newest one that is as old as this; the oldest where none is; nothing where there is none at all. */
    private Optional<Reading> back(long nanos) {
        for (Iterator<Reading> newestFirst = readings.descendingIterator(); newestFirst.hasNext();) {
            Reading reading = newestFirst.next();
            if (reading.atNanos() - nanos <= 0) {
                return Optional.of(reading);
            }
        }
        return Optional.ofNullable(readings.peekFirst());
    }
}
