package io.outrigger.openinference.tensor;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a model version takes and gives.
 *
 * @param maxBatchSize most rows in one request; 0 when the model has no batch dimension
 * @param defaultTimeout how long a request may take that names no deadline
 * @param latencyTarget what the batcher aims at
 */
public record Signature(
        List<TensorSpec> inputs,
        List<TensorSpec> outputs,
        int maxBatchSize,
        Optional<Duration> defaultTimeout,
        Optional<Duration> latencyTarget) {

    public Signature {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /** Whether the first dimension of every tensor counts rows. */
    public boolean isBatched() {
        return maxBatchSize > 0;
    }
}
