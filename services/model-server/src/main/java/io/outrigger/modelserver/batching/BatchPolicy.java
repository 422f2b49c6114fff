package io.outrigger.modelserver.batching;

import java.util.List;

/**
 * How one model's requests are put together.
 *
 * @param rowsMax         rows of one batch; a request alone may never have more
 * @param joining         whether requests of several callers may share a batch
 * @param preferredRows   sizes that a batch should have, if they can be met exactly; empty prefers as many as wait
 * @param holdNanos       how long the oldest request may be held back for a better size; 0 sends whatever waits
 * @param requestsMax     requests that may wait
 * @param bytesMax        bytes of tensors that may wait
 */
public record BatchPolicy(int rowsMax, boolean joining, List<Integer> preferredRows, long holdNanos, int requestsMax, long bytesMax) {

    public BatchPolicy {
        preferredRows = preferredRows.stream().sorted().toList();
    }
}
