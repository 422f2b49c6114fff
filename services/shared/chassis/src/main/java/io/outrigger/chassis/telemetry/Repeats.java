package io.outrigger.chassis.telemetry;

import io.outrigger.chassis.overload.RecentlyUsed;
import java.util.Map;
import java.util.OptionalLong;

/** Says which of the things that are said again and again still are: so many of each in a time, and how many were not since then. */
final class Repeats {

    private final int most;
    private final long windowNanos;
    private final Map<String, Window> windows;

    private static final class Window {
        private long beganNanos;
        private long said;
        private long leftOut;
    }

    /** @param kindsMax that are remembered; what is forgotten is new when it comes again */
    Repeats(int most, long windowNanos, int kindsMax) {
        this.most = most;
        this.windowNanos = windowNanos;
        this.windows = RecentlyUsed.map(kindsMax);
    }

    /** How many of its kind were left out since the last that was said, where this one is to be said; empty where it is not. */
    synchronized OptionalLong admit(String kind, long nowNanos) {
        Window window = windows.computeIfAbsent(kind, _ -> new Window());
        if (window.said > 0 && nowNanos - window.beganNanos >= windowNanos) {
            window.said = 0;
        }
        if (window.said == most) {
            window.leftOut++;
            return OptionalLong.empty();
        }
        if (window.said++ == 0) {
            window.beganNanos = nowNanos;
        }
        long leftOut = window.leftOut;
        window.leftOut = 0;
        return OptionalLong.of(leftOut);
    }
}
