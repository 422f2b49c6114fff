package io.outrigger.backends;

import java.time.Duration;

/** How long to wait before a server that ended is started again: ever longer while it keeps ending, a moment where it had lived. */
final class RestartPauses {
    static final Duration FIRST = Duration.ofMillis(100);
    static final Duration LONGEST = Duration.ofSeconds(10);

    /** A server that has run for so long had come up well. */
    static final Duration STEADY = Duration.ofSeconds(30);

    private Duration next = FIRST;

    /** @param lived how long the server ran; nothing where it did not even start */
    Duration after(Duration lived) {
        if (lived.compareTo(STEADY) >= 0) {
            next = FIRST;
        }
        Duration pause = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        return pause;
    }
}
