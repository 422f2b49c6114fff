package io.outrigger.modelserver.execution;

import io.outrigger.chassis.errors.Quote;
import java.util.Arrays;

/** A joined answer that cannot be taken apart, since it does not have a row for each row that was given. */
final class UnevenRowsException extends Exception {

    UnevenRowsException(String output, long[] shape, int rows) {
        super("output " + Quote.of(output) + " of a joined run has the shape " + Arrays.toString(shape) + " for "
                + rows + " rows given");
    }
}
