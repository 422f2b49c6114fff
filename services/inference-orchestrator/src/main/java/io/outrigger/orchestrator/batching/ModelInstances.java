package io.outrigger.orchestrator.batching;

/**
 * Instances of a model behind a fleet's address: each works on one call at a time.
 *
 * @param count at least so many, 1 or more
 * @param exact whether there are no more
 * @param roundTripNanos what a call takes that asks for no work
 */
public record ModelInstances(int count, boolean exact, long roundTripNanos) {

    /** Nobody has said anything. */
    public static final ModelInstances UNKNOWN = new ModelInstances(1, false, 0);

    public ModelInstances {
        if (count < 1 || roundTripNanos < 0) {
            throw new IllegalArgumentException("a model that answers has at least one instance, some time away");
        }
    }
}
