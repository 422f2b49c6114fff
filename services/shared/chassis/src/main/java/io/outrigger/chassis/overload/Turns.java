package io.outrigger.chassis.overload;

import java.util.OptionalLong;

/**
 * Who is next where one is to come every so often: the generic cell rate algorithm. Safe for several threads; time is given.
 */
public final class Turns {

    private final long betweenNanos;
    private final long atOnceNanos;
    private final long waitNanosMax;
    private long dueNanos;

    /**
     * Turns of which none has been taken.
     *
     * @param atOnce that need not wait, after a rest
     * @param waitNanosMax longer than this nobody waits
     */
    public Turns(long betweenNanos, int atOnce, long waitNanosMax, long nowNanos) {
        this.betweenNanos = betweenNanos;
        this.atOnceNanos = atOnce * betweenNanos;
        this.waitNanosMax = waitNanosMax;
        this.dueNanos = nowNanos - atOnceNanos;
    }

    /** Takes a turn: how long to wait for it; nothing, and none is taken, where that would be too long. */
    public synchronized OptionalLong next(long nowNanos) {
        if (dueNanos - nowNanos > waitNanosMax) {
            return OptionalLong.empty();
        }
        long wait = Math.max(dueNanos - nowNanos, -atOnceNanos);
        dueNanos = nowNanos + wait + betweenNanos;
        return OptionalLong.of(Math.max(0, wait));
    }
}
