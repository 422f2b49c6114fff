package io.outrigger.modelserver.runtime;

import java.util.List;

/**
 * A tensor that a model takes or gives.
 *
 * @param dims elements per dimension, -1 where the caller chooses
 */
public record ModelTensor(String name, ElementType type, List<Long> dims) {

    public ModelTensor {
        dims = List.copyOf(dims);
    }
}
