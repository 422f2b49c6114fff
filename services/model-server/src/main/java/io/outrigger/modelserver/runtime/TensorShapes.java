package io.outrigger.modelserver.runtime;

import java.util.List;
import java.util.Map;

/**
 * The shapes under which callers know a model's tensors, where they differ from the model's own: config.pbtxt's {@code dims} beside
 * its {@code reshape}.
 *
 * @param leading   dimensions in front that both sides share: 1 where the first one counts rows
 * @param reshapes  by the tensor's name
 */
public record TensorShapes(int leading, Map<String, Reshape> reshapes) {

    static final TensorShapes AS_THEY_ARE = new TensorShapes(0, Map.of());

    /**
     * Two shapes with the same elements; open dimensions (-1) stand for one another in their order.
     *
     * @param callers without the leading dimension
     * @param models  without the leading dimension
     */
    public record Reshape(List<Long> callers, List<Long> models) {

        public Reshape {
            callers = List.copyOf(callers);
            models = List.copyOf(models);
        }
    }

    public TensorShapes {
        reshapes = Map.copyOf(reshapes);
    }

    /** The model's shape of a tensor that has the callers'. */
    long[] inward(Tensor tensor) {
        Reshape reshape = reshapes.get(tensor.name());
        return reshape == null ? tensor.shape() : translate(tensor.shape(), reshape.callers(), reshape.models());
    }

    /** A tensor of the model as callers know it; as it is where its shape is not the one that was announced. */
    Tensor outward(Tensor tensor) {
        Reshape reshape = reshapes.get(tensor.name());
        if (reshape == null || tensor.shape().length != leading + reshape.models().size()) {
            return tensor;
        }
        return new Tensor(tensor.name(), tensor.type(), translate(tensor.shape(), reshape.models(), reshape.callers()), tensor.data());
    }

    private long[] translate(long[] shape, List<Long> from, List<Long> to) {
        long[] translated = new long[leading + to.size()];
        System.arraycopy(shape, 0, translated, 0, leading);
        int open = -1;
        for (int i = 0; i < to.size(); i++) {
            if (to.get(i) < 0) {
                do {
                    open++;
                } while (from.get(open) >= 0);
                translated[leading + i] = shape[leading + open];
            } else {
                translated[leading + i] = to.get(i);
            }
        }
        return translated;
    }
}
