package io.outrigger.metadata.signatures;

import io.outrigger.chassis.json.Json;
import io.outrigger.openinference.tensor.Datatype;
import io.outrigger.openinference.tensor.Signature;
import io.outrigger.openinference.tensor.TensorSpec;
import java.time.Duration;
import java.util.List;

/** A signature as it is answered. */
public record SignatureDocument(
        List<Tensor> inputs, List<Tensor> outputs, int maxBatchSize, Long defaultTimeoutMs, Long latencyTargetMs) {

    record Tensor(String name, Datatype datatype, List<Long> shape, Boolean optional) {

        static Tensor of(TensorSpec tensor) {
            return new Tensor(tensor.name(), tensor.datatype(), tensor.shape(), Json.unless(false, tensor.optional()));
        }
    }

    public static SignatureDocument of(Signature signature) {
        return new SignatureDocument(
                signature.inputs().stream().map(Tensor::of).toList(),
                signature.outputs().stream().map(Tensor::of).toList(),
                signature.maxBatchSize(),
                signature.defaultTimeout().map(Duration::toMillis).orElse(null),
                signature.latencyTarget().map(Duration::toMillis).orElse(null));
    }
}
