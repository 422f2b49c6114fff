package io.outrigger.metadata.storage;

import static java.util.Objects.requireNonNull;

import io.outrigger.openinference.tensor.Datatype;
import io.outrigger.openinference.tensor.Signature;
import io.outrigger.openinference.tensor.TensorSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The column {@code signature}.
 *
 * @param maxBatchSize 0 where it is missing
 * @param defaultTimeoutMs missing where there is none, as latencyTargetMs
 */
record StoredSignature(List<Tensor> inputs, List<Tensor> outputs, int maxBatchSize, Long defaultTimeoutMs, Long latencyTargetMs) {

    StoredSignature {
        requireNonNull(inputs, "inputs");
        requireNonNull(outputs, "outputs");
    }

    /** @param optional false where it is missing */
    record Tensor(String name, Datatype datatype, List<Long> shape, boolean optional) {

        Tensor {
            requireNonNull(name, "name");
            requireNonNull(datatype, "datatype");
            requireNonNull(shape, "shape");
        }

        static Tensor of(TensorSpec tensor) {
            return new Tensor(tensor.name(), tensor.datatype(), tensor.shape(), tensor.optional());
        }

        TensorSpec tensor() {
            return new TensorSpec(name, datatype, shape, optional);
        }
    }

    static StoredSignature of(Signature signature) {
        return new StoredSignature(
                signature.inputs().stream().map(Tensor::of).toList(),
                signature.outputs().stream().map(Tensor::of).toList(),
                signature.maxBatchSize(),
                signature.defaultTimeout().map(Duration::toMillis).orElse(null),
                signature.latencyTarget().map(Duration::toMillis).orElse(null));
    }

    Signature signature() {
        return new Signature(
                inputs.stream().map(Tensor::tensor).toList(),
                outputs.stream().map(Tensor::tensor).toList(),
                maxBatchSize,
                Optional.ofNullable(defaultTimeoutMs).map(Duration::ofMillis),
                Optional.ofNullable(latencyTargetMs).map(Duration::ofMillis));
    }
}
