package io.outrigger.openinference.tensor;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import java.util.List;

/** The number of elements and bytes that a shape claims, refused where a dimension is negative or a product overflows. */
public final class ElementCount {

    private ElementCount() {
    }

    /**
     * Elements of a tensor of this shape.
     *
     * <p>Dimensions of 0 do not excuse an overflow of the others: the next server may multiply in another order.
     */
    public static long of(String tensor, List<Long> shape) {
        long product = 1;
        boolean empty = false;
        for (int i = 0; i < shape.size(); i++) {
            long dimension = shape.get(i);
            if (dimension < 0) {
                throw refused(tensor, shape, "dimension " + i + " is negative; a request states every dimension");
            }
            if (dimension == 0) {
                empty = true;
            } else if (Math.multiplyHigh(product, dimension) != 0 || product * dimension < 0) {
                throw refused(tensor, shape, "that is more elements than can be counted");
            } else {
                product *= dimension;
            }
        }
        return empty ? 0 : product;
    }

    /** Bytes of a tensor of this shape; for BYTES the least it can have, which is its elements' length prefixes. */
    public static long bytes(String tensor, List<Long> shape, Datatype datatype) {
        long elements = of(tensor, shape);
        int width = datatype.isFixedWidth() ? datatype.bytes() : Integer.BYTES;
        if (elements > Long.MAX_VALUE / width) {
            throw refused(tensor, shape, "that is more bytes than can be counted");
        }
        return elements * width;
    }

    private static ServiceException refused(String tensor, List<Long> shape, String why) {
        return new ServiceException(
                ErrorCode.SHAPE_MISMATCH, "Tensor " + Quote.of(tensor) + " has shape " + ShapeText.of(shape) + ": " + why + ".");
    }
}
