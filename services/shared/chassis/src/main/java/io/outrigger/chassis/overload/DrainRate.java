package io.outrigger.chassis.overload;

import java.util.concurrent.TimeUnit;

/** How many a second are done: the mean of the last ten seconds, or of as many as there were since anything was. */
public final class DrainRate {

    private static final int SECONDS = 10;

    private final long[] done = new long[SECONDS];
    private long second = Long.MIN_VALUE;
    private long firstSecond = Long.MIN_VALUE;

    /** Notes that one is done. */
    public synchronized void done(long nowNanos) {
        turnTo(TimeUnit.NANOSECONDS.toSeconds(nowNanos));
        done[index(second)]++;
    }

    /** 0 where nothing was done for so long that nothing is known. */
    public synchronized double perSecond(long nowNanos) {
        turnTo(TimeUnit.NANOSECONDS.toSeconds(nowNanos));
        long sum = 0;
        for (long each : done) {
            sum += each;
        }
        double elapsed = Math.min(SECONDS, Math.max(1.0, nowNanos / 1e9 - firstSecond));
        return sum / elapsed;
    }

    private void turnTo(long now) {
        if (second == Long.MIN_VALUE) {
            second = now;
            firstSecond = now;
        }
        if (now - second >= SECONDS) {
            firstSecond = now; // what came after a rest is measured by itself, or the rest would make it look slow
        }
        for (int i = 0; second < now; i++) {
            second = i >= SECONDS ? now : second + 1;
            done[index(second)] = 0;
        }
    }

    private static int index(long second) {
        return (int) Math.floorMod(second, (long) SECONDS);
    }
}
