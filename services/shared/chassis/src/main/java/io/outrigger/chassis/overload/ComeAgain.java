package io.outrigger.chassis.overload;

import java.time.Duration;

/** When a caller whose request was shed is asked to come again: when what is before it will be done, and not with all others at once. */
public final class ComeAgain {

    /** Nobody knows what will be in a longer time. */
    public static final Duration MAX = Duration.ofSeconds(30);

    private static final double UNKNOWN_S = 1;
    private static final double JITTER = 0.5;

    private ComeAgain() {
    }

    /**
     * The wait in whole seconds, at least one.
     *
     * @param ahead requests that are to be done before
     * @param perSecond how many are; 0 where that is not known
     * @param chance from 0 to 1, which makes the wait up to half as long again
     */
    public static Duration after(double ahead, double perSecond, double chance) {
        double seconds = perSecond > 0 ? ahead / perSecond : UNKNOWN_S;
        return Duration.ofSeconds((long) Math.min(MAX.toSeconds(), Math.max(1, Math.ceil(seconds * (1 + JITTER * chance)))));
    }
}
