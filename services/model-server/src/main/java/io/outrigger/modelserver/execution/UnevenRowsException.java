package io.outrigger.modelserver.execution;

/** A joined answer that cannot be taken apart, since it does not have a row for each row that was given. */
final class UnevenRowsException extends Exception {

    UnevenRowsException(String output, long[] shape, int rows) {
        super("output '" + output + "' of a joined run has the shape " + java.util.Arrays.toString(shape) + " for " + rows + " rows given");
    }
}
