package io.outrigger.gateway.traffic;

import java.util.Arrays;
import java.util.OptionalDouble;

/** How many answers took at most so long, for each bound of a histogram; what took longer than the last bound is in the total alone. */
final class LatencyBuckets {

    static final LatencyBuckets NONE = new LatencyBuckets(new double[0], new long[0], 0);

    private final double[] boundsMs;
    private final long[] counts;
    private final long total;

    private LatencyBuckets(double[] boundsMs, long[] counts, long total) {
        this.boundsMs = boundsMs;
        this.counts = counts;
        this.total = total;
    }

    /**
     * The state of a histogram.
     *
     * @param boundsMs rising
     * @param counts of answers up to each bound, those below it included
     */
    static LatencyBuckets of(double[] boundsMs, long[] counts, long total) {
        return new LatencyBuckets(boundsMs.clone(), counts.clone(), total);
    }

    long total() {
        return total;
    }

    /** What has come since an earlier state of the same histogram. */
    LatencyBuckets minus(LatencyBuckets earlier) {
        return combined(earlier, -1);
    }

    /** Both together, of histograms with the same bounds. */
    LatencyBuckets plus(LatencyBuckets other) {
        return combined(other, 1);
    }

    private LatencyBuckets combined(LatencyBuckets other, int sign) {
        if (other.boundsMs.length == 0) {
            return this;
        }
        if (boundsMs.length == 0) {
            return other;
        }
        if (!Arrays.equals(boundsMs, other.boundsMs)) {
            throw new IllegalArgumentException("histograms of different bounds: " + Arrays.toString(boundsMs) + " and "
                    + Arrays.toString(other.boundsMs));
        }
        long[] both = counts.clone();
        for (int i = 0; i < both.length; i++) {
            both[i] += sign * other.counts[i];
        }
        return new LatencyBuckets(boundsMs, both, total + sign * other.total);
    }

    /**
     * The time within which this part of the answers came, taken to lie evenly in their bucket, as Prometheus' {@code histogram_quantile}
     * has it. At least so long where it lies beyond the last bound; nothing where there were no answers.
     *
     * @param part 0.99 for the slowest but one in a hundred
     */
    OptionalDouble quantileMs(double part) {
        if (total == 0 || boundsMs.length == 0) {
            return OptionalDouble.empty();
        }
        double rank = part * total;
        int bucket = 0;
        while (bucket < counts.length && counts[bucket] < rank) {
            bucket++;
        }
        if (bucket == counts.length) {
            return OptionalDouble.of(boundsMs[bucket - 1]);
        }
        double from = bucket == 0 ? 0 : boundsMs[bucket - 1];
        long before = bucket == 0 ? 0 : counts[bucket - 1];
        double within = counts[bucket] == before ? 0 : (rank - before) / (counts[bucket] - before);
        return OptionalDouble.of(from + (boundsMs[bucket] - from) * within);
    }
}
