package io.outrigger.metadata.signatures;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.openinference.tensor.Signature;
import io.outrigger.openinference.tensor.TensorSpec;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What every signature keeps: names once, dimensions −1 or 0 and above, products that fit, and the leading −1 of a batched model.
 *
 * <p>The whole platform sizes buffers from signatures, so a product that overflows must not get in.
 */
public final class SignatureRules {

    /** Elements of one row: what a request of that size would hold is far beyond every message limit. */
    private static final long ELEMENTS_MAX = Integer.MAX_VALUE;

    private SignatureRules() {
    }

    /** Refuses a signature that makes no sense. */
    public static void check(Signature signature) {
        if (signature.inputs().isEmpty() || signature.outputs().isEmpty()) {
            throw wrong("A signature needs at least one input and one output.");
        }
        check("input", signature.inputs(), signature.maxBatchSize());
        check("output", signature.outputs(), signature.maxBatchSize());
        if (signature.inputs().stream().allMatch(TensorSpec::optional)) {
            throw wrong("At least one input must be required; every input is optional.");
        }
    }

    /** The tensor's shape for one row: without the leading −1 of a batched model. */
    static List<Long> rowShape(TensorSpec tensor, int maxBatchSize) {
        return maxBatchSize > 0 ? tensor.shape().subList(1, tensor.shape().size()) : tensor.shape();
    }

    /** Elements of a shape; empty where a dimension is free. */
    static OptionalLong elements(List<Long> shape) {
        return shape.contains(-1L) ? OptionalLong.empty() : OptionalLong.of(knownElements(shape));
    }

    /** Product of the dimensions that are not free; it fits, or the signature would have been refused. */
    static long knownElements(List<Long> shape) {
        long product = 1;
        for (long dimension : shape) {
            if (dimension != -1) {
                product = Math.multiplyExact(product, dimension);
            }
        }
        return product;
    }

    private static void check(String kind, List<TensorSpec> tensors, int maxBatchSize) {
        Set<String> names = new HashSet<>();
        for (TensorSpec tensor : tensors) {
            String shown = "The " + kind + " " + Quote.of(tensor.name());
            if (tensor.name().isBlank()) {
                throw wrong("Every " + kind + " needs a name; one has none.");
            }
            if (!names.add(tensor.name())) {
                throw wrong(shown + " is there twice.");
            }
            if (maxBatchSize > 0 && (tensor.shape().isEmpty() || tensor.shape().getFirst() != -1)) {
                throw wrong(shown + " must have a shape that begins with -1, because max_batch_size is " + maxBatchSize + "; found "
                        + tensor.shape() + ".");
            }
            long elements = 1;
            for (long dimension : tensor.shape()) {
                if (dimension < -1) {
                    throw wrong(shown + " may have dimensions of 0 and above, or -1 for a free one; found " + tensor.shape() + ".");
                }
                elements = dimension == -1 ? elements : elements * dimension;
                if (elements > ELEMENTS_MAX || dimension > ELEMENTS_MAX) {
                    throw wrong(shown + " may have " + ELEMENTS_MAX + " elements; its shape " + tensor.shape() + " has more.");
                }
            }
        }
    }

    private static ServiceException wrong(String sentence) {
        return new ServiceException(ErrorCode.INVALID_FIELD, sentence);
    }
}
