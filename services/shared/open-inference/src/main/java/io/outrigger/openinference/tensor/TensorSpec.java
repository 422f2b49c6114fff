package io.outrigger.openinference.tensor;

import java.util.List;

/**
 * One input or output as the model's signature has it.
 *
 * @param shape elements per dimension, -1 where the caller chooses; a batched model's leading -1 included
 * @param optional whether a request may leave the input out
 */
public record TensorSpec(String name, Datatype datatype, List<Long> shape, boolean optional) {

    public TensorSpec {
        shape = List.copyOf(shape);
    }
}
