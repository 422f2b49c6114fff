package io.outrigger.gateway.status;

import java.time.Duration;

/** The number of the turn, and waiting for the next one, until there are to be no more watchers. Safe for several threads. */
final class TurnClock {

    private long turn;
    private boolean stopped;

    synchronized long now() {
        return turn;
    }

    synchronized void next() {
        turn++;
        notifyAll();
    }

    /** Lets watchers go. */
    synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    /** Waits until this turn is over, but no longer than {@code timeMax}; false when watchers are to go. */
    synchronized boolean awaitAfter(long last, Duration timeMax) throws InterruptedException {
        long end = System.nanoTime() + timeMax.toNanos();
        for (long left = timeMax.toMillis(); turn == last && !stopped && left > 0; left = (end - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
        return !stopped;
    }
}
