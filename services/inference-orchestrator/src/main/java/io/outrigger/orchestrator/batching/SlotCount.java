package io.outrigger.orchestrator.batching;

/**
 * How many calls of a lane are kept in flight, learned from what calls take.
 *
 * <p>Executors behind an address cannot be counted from here. But a call that takes the last slot either finds one free, and takes what a
 * lone call of its size takes, or waits behind others, and takes longer. With {@code m} = what such calls took ÷ what lone ones would have
 * taken, about {@code q = n · (1 − 1/m)} calls wait at the fleet. One waiting call keeps the executors busy through the round trip; so n
 * grows while q is under 0.5 (by doubling, until it has been too large once) and shrinks when q is over 1.5. Both ask first for a lone call
 * when the last one is old: a model that has become slower looks like a queue. The rule and its bounds were found by simulation.
 */
final class SlotCount {

    private static final double QUEUE_MIN = 0.5;
    private static final double QUEUE_MAX = 1.5;
    /** Less than a lone call takes by this much means that the last lone call says nothing any more. */
    private static final double FASTER_THAN_LONE = 0.8;
    private static final int SAMPLES_MIN = 4;
    private static final int CALLS_BETWEEN_LONE = 64;

    private final int executors;
    private final int max;
    private int slots;
    private boolean rising = true;
    private double ratio = 1;
    private double observed;
    private double predicted;
    private int samples;
    private int callsSinceLone;
    private boolean loneWanted;

    /**
     * @param executors that are known to be there; never fewer slots
     * @param max never more
     */
    SlotCount(int executors, int max) {
        this.executors = executors;
        this.max = max;
        this.slots = executors;
    }

    int slots() {
        return slots;
    }

    /** How many times longer a call takes that waits behind others than a lone one; at least 1. */
    double slowdown() {
        return Math.max(1, ratio);
    }

    /** Whether the next call should be alone at the fleet, to measure what a call takes. */
    boolean wantsLone() {
        return loneWanted;
    }

    /** A lone call has ended; the line through lone calls has it. */
    void lone() {
        callsSinceLone = 0;
        if (loneWanted) {
            loneWanted = false;
            restart();
        }
    }

    /** What should have been the lone call failed. */
    void giveUpLone() {
        loneWanted = false;
    }

    /** A call that took the last slot has ended; predicted is what a lone one would have taken, in the same unit. */
    void lastSlot(double took, double lone) {
        callsSinceLone++;
        if (lone <= 0) {
            return;
        }
        observed += took;
        predicted += lone;
        samples++;
        if (samples < Math.max(SAMPLES_MIN, (rising ? 2 : 8) * slots)) {
            return;
        }
        ratio = observed / predicted;
        double queue = slots * (1 - 1 / ratio);
        boolean fresh = callsSinceLone <= CALLS_BETWEEN_LONE;
        if (ratio < FASTER_THAN_LONE || queue > QUEUE_MAX && slots > executors && !fresh) {
            loneWanted = true;
        } else if (queue > QUEUE_MAX && slots > executors) {
            slots--;
            rising = false;
        } else if (queue < QUEUE_MIN && slots < max) {
            slots = Math.min(max, rising ? 2 * slots : slots + 1);
        }
        restart();
    }

    private void restart() {
        observed = 0;
        predicted = 0;
        samples = 0;
    }
}
