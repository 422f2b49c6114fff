package io.outrigger.cli.replay;

/**
 * How one output of two answers differs.
 *
 * @param differs beyond the tolerance, or in what has no distance
 * @param largest distance between two numbers at the same place; 0 where no two can be compared
 * @param comparable false where one of them is not there, has another shape or other texts, or has a number where the other has none
 */
record OutputDifference(boolean differs, double largest, boolean comparable) {

    static final OutputDifference INCOMPARABLE = new OutputDifference(true, 0, false);

    static OutputDifference of(OutputTensor expected, OutputTensor found, Tolerance tolerance) {
        if (found == null || !expected.shape().equals(found.shape()) || expected.numbers().length != found.numbers().length
                || !expected.texts().equals(found.texts())) {
            return INCOMPARABLE;
        }
        boolean differs = false;
        boolean comparable = true;
        double largest = 0;
        for (int i = 0; i < expected.numbers().length; i++) {
            double one = expected.numbers()[i];
            double other = found.numbers()[i];
            differs |= !tolerance.covers(one, other);
            comparable &= Double.isNaN(one) == Double.isNaN(other);
            double distance = Math.abs(one - other);
            largest = Double.isFinite(distance) ? Math.max(largest, distance) : largest;
        }
        return new OutputDifference(differs, largest, comparable);
    }
}
