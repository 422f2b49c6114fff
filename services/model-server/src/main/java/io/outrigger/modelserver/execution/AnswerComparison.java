package io.outrigger.modelserver.execution;

import io.outrigger.chassis.errors.Quote;
import io.outrigger.modelserver.runtime.Tensor;
import io.outrigger.openinference.tensor.Closeness;
import io.outrigger.openinference.tensor.Datatype;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The comparison of two answers to one request, of which one was computed beside other requests.
 *
 * <p>Values are compared as {@link Closeness} says.
 */
final class AnswerComparison {

    private AnswerComparison() {
    }

    /** How they differ, for people; empty where they do not. */
    static Optional<String> difference(List<Tensor> alone, List<Tensor> joined) {
        for (int i = 0; i < alone.size(); i++) {
            Optional<String> difference = difference(alone.get(i), joined.get(i));
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> difference(Tensor alone, Tensor joined) {
        if (!Arrays.equals(alone.shape(), joined.shape())) {
            return Optional.of("output " + Quote.of(alone.name()) + " of a request has the shape " + Arrays.toString(alone.shape())
                    + " when it runs alone and " + Arrays.toString(joined.shape()) + " when it is joined with others");
        }
        boolean equal = Closeness.isClose(Datatype.valueOf(alone.type().name()), alone.data(), joined.data());
        return equal ? Optional.empty() : Optional.of("output " + Quote.of(alone.name())
                + " of a request has other values when it is joined with others than when it runs alone");
    }
}
