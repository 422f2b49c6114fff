package io.outrigger.modelserver.execution;

import io.outrigger.modelserver.runtime.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * One caller's request, free of its protocol.
 *
 * @param id            the caller's own name for it; may be empty
 * @param outputs       what to answer with; empty asks for everything
 * @param timeoutMicros the caller's {@code timeout} parameter: how long it may wait in the queue
 * @param release       gives the tensors' memory back; called once, when nobody reads them any more
 */
public record InferenceRequest(String id, List<Tensor> inputs, List<RequestedOutput> outputs, OptionalLong timeoutMicros,
        Runnable release) {

    /**
     * An output that the caller wants.
     *
     * @param classes how many of the best classes to answer instead of the values; 0 answers the values
     */
    public record RequestedOutput(String name, int classes) {
    }

    /** Whether another request brings the same, to the byte. */
    boolean sameInputs(InferenceRequest other) {
        return inputs.stream().allMatch(tensor -> other.inputs.stream()
                .anyMatch(its -> its.name().equals(tensor.name()) && Arrays.equals(its.shape(), tensor.shape())
                        && its.data().equals(tensor.data())));
    }

    long bytes() {
        return inputs.stream().mapToLong(tensor -> tensor.data().remaining()).sum();
    }
}
