package io.outrigger.orchestrator.batching;

/**
 * What a call of so many rows takes when nothing else is in flight: a straight line through such calls, in which older ones count less.
 *
 * <p>Weighted least squares over {@code seconds = a + b · rows}, as running sums. Where all calls had about as many rows their mean stands
 * for the line, in proportion above and below by no more than the rows say.
 */
final class ServiceTime {

    private static final double WEIGHT_OF_OLDER = 0.9;
    /** Spread of rows, as variance over squared mean, under which a slope would be noise. */
    private static final double SPREAD_MIN = 0.01;

    private double weight;
    private double rows;
    private double rowsSquared;
    private double nanos;
    private double product;

    void add(int callRows, long callNanos) {
        weight = weight * WEIGHT_OF_OLDER + 1;
        rows = rows * WEIGHT_OF_OLDER + callRows;
        rowsSquared = rowsSquared * WEIGHT_OF_OLDER + (double) callRows * callRows;
        nanos = nanos * WEIGHT_OF_OLDER + callNanos;
        product = product * WEIGHT_OF_OLDER + (double) callRows * callNanos;
    }

    /** Takes a call for what all calls take from now on: the line keeps its form and goes through this call. */
    void replace(int callRows, long callNanos) {
        double before = predict(callRows);
        if (before > 0) {
            nanos *= callNanos / before;
            product *= callNanos / before;
        } else {
            add(callRows, callNanos);
        }
    }

    boolean isKnown() {
        return weight > 0;
    }

    /** Nanoseconds; 0 while nothing is known. */
    double predict(double callRows) {
        if (!isKnown()) {
            return 0;
        }
        double meanRows = rows / weight;
        double meanNanos = nanos / weight;
        double variance = rowsSquared / weight - meanRows * meanRows;
        if (variance < SPREAD_MIN * meanRows * meanRows) {
            return meanNanos;
        }
        double slope = Math.max(0, (product / weight - meanRows * meanNanos) / variance);
        return Math.max(meanNanos + slope * (callRows - meanRows), meanNanos * Math.min(1, callRows / meanRows));
    }
}
