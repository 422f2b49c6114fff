package io.outrigger.orchestrator.batching;

/**
 * How the requests of one lane may be put together.
 *
 * @param rowsMax rows of one call, at least 1: the model's max_batch_size
 * @param bytesMax bytes of one call's request
 * @param executors model instances that are known to be behind the fleet's address; there may be more, which is learned
 * @param slotsMax calls in flight at most, whatever is learned; at least as many as executors
 */
public record LanePolicy(int rowsMax, long bytesMax, int executors, int slotsMax) {

    public LanePolicy {
        if (rowsMax < 1 || bytesMax < 1 || executors < 1 || slotsMax < executors) {
            throw new IllegalArgumentException("a lane takes at least one row, one byte and one executor, and a slot for each of these");
        }
    }
}
