package io.outrigger.batchworker.queue;

import java.time.Duration;

/** The word to all lanes that they are to end, and how long they may take. */
final class LaneStop {

    /** Where it stands. */
    enum Phase {
        NOT_ASKED,
        /** What is in work is waited for. */
        ASKED,
        /** The time for that is over. */
        AT_ONCE
    }

    private volatile boolean asked;
    private volatile long endNanos;

    /** May be said once. */
    void ask(long nowNanos, Duration patience) {
        endNanos = nowNanos + patience.toNanos();
        asked = true;
    }

    Phase phase(long nowNanos) {
        return !asked ? Phase.NOT_ASKED : nowNanos - endNanos < 0 ? Phase.ASKED : Phase.AT_ONCE;
    }
}
