package io.outrigger.orchestrator.batching;

/**
 * How many calls of a lane are kept in flight, from what is known of the fleet and from what calls take.
 *
 * <p>Where it is known how many instances there are, as many calls as keep them busy through the way there and back: {@code n = instances
 * · (1 + round trip ÷ service time)}, for calls of the size that they have now. More would only wait at the fleet, where nothing can join
 * them. A way that seems longer than the work is in part work of processors, of which fewer and larger calls save some: so twice the
 * instances and two are the most.
 *
 * <p>Else it is learned. A call that takes the last slot either finds an instance free, and takes what a lone call of its size takes, or
 * waits behind others, and takes longer. With {@code m} = what such calls took ÷ what lone ones would have taken, about
 * {@code q = n · (1 − 1/m)} calls wait at the fleet. One waiting call keeps the instances busy through the round trip; so n grows while q
 * is under 0.5 (by doubling, until it has been too large once) and shrinks when q is over 1.5. Before that a lone call is asked for when
 * the last one is old: a model that has become slower looks like a queue. Rules and bounds were found by simulation.
 */
final class SlotCount {

    private static final double QUEUE_MIN = 0.5;
    private static final double QUEUE_MAX = 1.5;
    /** A call too few leaves instances idle, one too many only waits. */
    private static final double ROUNDED_UP = 0.75;
    private static final int SAMPLES_MIN = 4;
    private static final int CALLS_BETWEEN_LONE = 64;

    private final int max;
    private ModelInstances instances;
    private int slots;
    private boolean rising = true;
    private double ratio = 1;
    private double observed;
    private double predicted;
    private int samples;
    private int callsSinceLone;
    private boolean loneWanted;

    /** @param max never more, whatever is known */
    SlotCount(ModelInstances instances, int max) {
        this.max = max;
        this.slots = 1;
        know(instances);
    }

    /** Takes note of what is known of the fleet now. */
    void know(ModelInstances now) {
        instances = now;
        slots = Math.clamp(slots, min(), most());
    }

    ModelInstances instances() {
        return instances;
    }

    private int min() {
        return Math.min(instances.count(), max);
    }

    private int most() {
        return instances.exact() ? (int) Math.min(max, 2L * instances.count() + 2) : max;
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

    /** A call that took the last slot has ended; lone is what a lone one would have taken, in nanoseconds too; 0 where nothing is known. */
    void lastSlot(double took, double lone) {
        callsSinceLone++;
        if (lone <= 0) {
            loneWanted = true;
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
        if (queue > QUEUE_MAX && slots > min() && !fresh) {
            loneWanted = true;
        } else if (instances.exact()) {
            slots = Math.clamp(keepingBusy(predicted / samples), min(), most());
        } else if (queue > QUEUE_MAX && slots > min()) {
            slots--;
            rising = false;
        } else if (queue < QUEUE_MIN && slots < max) {
            slots = Math.min(max, rising ? 2 * slots : slots + 1);
        }
        restart();
    }

    private long keepingBusy(double lone) {
        double work = Math.max(1, lone - instances.roundTripNanos());
        return (long) (instances.count() * (1 + instances.roundTripNanos() / work) + ROUNDED_UP);
    }

    private void restart() {
        observed = 0;
        predicted = 0;
        samples = 0;
    }
}
