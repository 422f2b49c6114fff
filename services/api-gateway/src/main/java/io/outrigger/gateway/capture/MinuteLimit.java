package io.outrigger.gateway.capture;

import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;

/** How many requests of each model were taken in this minute of the clock. */
final class MinuteLimit {

    private static final long MINUTE_MS = 60_000;

    /** @param taken since this minute began */
    private record Minute(long number, int taken) {
    }

    private final InstantSource clock;
    private final ConcurrentHashMap<String, Minute> minutes = new ConcurrentHashMap<>();

    MinuteLimit(InstantSource clock) {
        this.clock = clock;
    }

    /** Takes one, unless so many were taken in this minute. */
    boolean take(String model, int max) {
        long now = clock.millis() / MINUTE_MS;
        boolean[] taken = {false};
        minutes.compute(model, (name, last) -> {
            Minute minute = last == null || last.number() != now ? new Minute(now, 0) : last;
            taken[0] = minute.taken() < max;
            return taken[0] ? new Minute(now, minute.taken() + 1) : minute;
        });
        return taken[0];
    }
}
