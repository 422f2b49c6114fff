package io.outrigger.orchestrator.batching;

/**
 * How the requests of one lane may be put together.
 *
 * @param rowsMax rows of one call, at least 1: the model's max_batch_size
 * @param bytesMax bytes of one call's request
 * @param instances what is known of those that work on calls when a lane is opened
 * @param slotsMax calls in flight at most, whatever is known or learned, at least 1
 */
public record LanePolicy(int rowsMax, long bytesMax, ModelInstances instances, int slotsMax) {

    public LanePolicy {
        if (rowsMax < 1 || bytesMax < 1 || slotsMax < 1) {
            throw new IllegalArgumentException("a lane takes at least one row and one byte, and has one slot");
        }
    }
}
