package io.outrigger.modelserver.runtime;

import java.util.List;

/**
 * A tensor that a model takes or gives.
 *
 * @param dims elements per dimension, -1 where the caller chooses
 */
public record TensorSpec(String name, ElementType type, List<Long> dims) {

    public TensorSpec {
        dims = List.copyOf(dims);
    }
}
