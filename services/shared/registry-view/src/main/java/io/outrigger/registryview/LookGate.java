package io.outrigger.registryview;

import java.util.OptionalLong;

/**
 * Decides when the next look at something costly begins and whom it serves; no thread and no clock in it.
 *
 * <p>Looks are counted. Whoever asks is served by the first look that begins after the question, never by one under way, whose
 * result may be older than the question. So any number of questions wait for one look, and looks begin at most once in an
 * interval, however many ask. One look is under way at a time. Not thread-safe.
 */
final class LookGate {

    private final long intervalNanos;
    private long begun;
    private long asked;
    private boolean underWay;
    private boolean everBegun;
    private long lastBeganNanos;

    LookGate(long intervalNanos) {
        this.intervalNanos = intervalNanos;
    }

    /** Takes a question up, and says which look will answer it. */
    long ask() {
        asked = begun + 1;
        return asked;
    }

    /** How long until the next look may begin; 0 for now, empty while nobody asks for one or one is under way. */
    OptionalLong untilNext(long nowNanos) {
        if (underWay || asked <= begun) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(everBegun ? Math.max(0, lastBeganNanos + intervalNanos - nowNanos) : 0);
    }

    /** Begins the next look, and gives its number. */
    long begin(long nowNanos) {
        underWay = true;
        everBegun = true;
        lastBeganNanos = nowNanos;
        begun++;
        return begun;
    }

    void end() {
        underWay = false;
    }
}
