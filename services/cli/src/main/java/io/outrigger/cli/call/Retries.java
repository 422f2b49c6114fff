package io.outrigger.cli.call;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * When to ask again.
 *
 * @param attemptsMax how often in all
 * @param delayMax between two of them, unless the server names a longer time
 * @param whenRefused whether also when nobody listens at the address
 */
record Retries(int attemptsMax, Duration delayMax, boolean whenRefused) {
    /** For a person who waits for one answer: about three seconds. */
    static final Retries SHORT = new Retries(5, Duration.ofSeconds(2), false);

    /** For whoever watches something that outlives a restart of the platform: about five minutes. */
    static final Retries LONG = new Retries(65, Duration.ofSeconds(5), true);

    private static final Set<Integer> PASSING = Set.of(429, 502, 503, 504);
    private static final long SERVER_SECONDS_MAX = 60;
    private static final long FIRST_MS = 200;
    private static final int DOUBLINGS_MAX = 10;

    /** Whether the answer is one that may be another in a moment. */
    static boolean isPassing(int status) {
        return PASSING.contains(status);
    }

    /**
     * How long to wait before the next attempt; empty where there is none.
     *
     * @param attempt the one that has failed, from 1
     * @param serverSeconds what the server said (Retry-After)
     */
    Optional<Duration> delay(int attempt, OptionalLong serverSeconds) {
        if (attempt >= attemptsMax || serverSeconds.orElse(0) > SERVER_SECONDS_MAX) {
            return Optional.empty();
        }
        Duration grown = Duration.ofMillis(FIRST_MS << Math.min(attempt - 1, DOUBLINGS_MAX));
        Duration own = grown.compareTo(delayMax) < 0 ? grown : delayMax;
        Duration server = Duration.ofSeconds(Math.max(0, serverSeconds.orElse(0)));
        return Optional.of(own.compareTo(server) < 0 ? server : own);
    }
}
