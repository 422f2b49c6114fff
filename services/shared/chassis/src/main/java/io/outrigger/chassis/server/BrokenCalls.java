package io.outrigger.chassis.server;

/**
 * Calls of one connection that were reset, by whom ever, before they were 20 ms old. Hardly anybody loses patience so soon, and who
 * sends each call twice drops one of two; so where it is more than half of what was begun in ten seconds, each above twenty keeps the
 * connection from being read for a while, and five hundred end it. Those of strangers that bring more than they may are broken too, and of
 * them two are enough: what strangers may ask for takes no such message, and each costs the reading of what it brings. For one thread.
 */
final class BrokenCalls {

    /** Older ones may have had a deadline. */
    static final long YOUNG_NANOS = 20_000_000;

    private static final long WINDOW_NANOS = 10_000_000_000L;
    private static final int FREE = 20;
    private static final int MAX = 500;
    private static final int TOO_LARGE_MAX = 2;

    private long windowBegan;
    private int begun;
    private int broken;
    private int tooLarge;

    BrokenCalls(long nowNanos) {
        this.windowBegan = nowNanos;
    }

    /** One has begun. */
    void begun(long nowNanos) {
        if (nowNanos - windowBegan > WINDOW_NANOS) {
            windowBegan = nowNanos;
            begun = 0;
            broken = 0;
            tooLarge = 0;
        }
        begun++;
    }

    /** One that had begun was reset; says whether the connection is to rest for it. */
    boolean broken() {
        broken++;
        return broken > FREE && areMost();
    }

    /** The same of one that brings more than it may. */
    boolean tooLarge() {
        tooLarge++;
        return broken();
    }

    boolean areTooMany() {
        return (broken >= MAX || tooLarge >= TOO_LARGE_MAX) && areMost();
    }

    private boolean areMost() {
        return broken > begun / 2;
    }
}
