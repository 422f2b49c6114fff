package io.outrigger.cli.replay;

/**
 * How far apart two numbers may be: as far as another order of summation explains.
 *
 * @param value of the number itself, and of 1 where it is smaller
 */
record Tolerance(double value) {

    /** Two that are no numbers are the same. */
    boolean covers(double expected, double found) {
        if (Double.isNaN(expected) || Double.isNaN(found)) {
            return Double.isNaN(expected) && Double.isNaN(found);
        }
        return expected == found || Math.abs(expected - found) <= value * Math.max(1, Math.abs(expected));
    }
}
