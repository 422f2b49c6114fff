package io.outrigger.gateway.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Quantiles out of buckets, as Prometheus has them, and what two states of a histogram say of the time between them. */
class LatencyBucketsTest {

    private static final double[] BOUNDS = {1, 10, 100};

    private static LatencyBuckets buckets(long upTo1, long upTo10, long upTo100, long total) {
        return LatencyBuckets.of(BOUNDS, new long[] {upTo1, upTo10, upTo100}, total);
    }

    private static double quantile(LatencyBuckets buckets, double part) {
        return buckets.quantileMs(part).orElseThrow();
    }

    @Test
    void aQuantileLiesInItsBucketAsFarAsItsRankDoes() {
        LatencyBuckets buckets = buckets(50, 90, 100, 100);

        assertThat(quantile(buckets, 0.25)).isEqualTo(0.5, within(1e-9));
        assertThat(quantile(buckets, 0.5)).isEqualTo(1, within(1e-9));
        assertThat(quantile(buckets, 0.7)).isEqualTo(1 + 9 * 0.5, within(1e-9));
        assertThat(quantile(buckets, 0.99)).isEqualTo(10 + 90 * 0.9, within(1e-9));
    }

    @Test
    void whatTookLongerThanEveryBoundTookAtLeastTheLast() {
        assertThat(quantile(buckets(0, 0, 0, 7), 0.5)).isEqualTo(100);
    }

    @Test
    void nothingIsSaidOfNoRequests() {
        assertThat(LatencyBuckets.NONE.quantileMs(0.5)).isEmpty();
        assertThat(buckets(5, 5, 5, 5).minus(buckets(5, 5, 5, 5)).quantileMs(0.5)).isEmpty();
    }

    @Test
    void whatCameBetweenTwoStatesIsTheirDifference() {
        LatencyBuckets since = buckets(100, 110, 120, 120).minus(buckets(100, 100, 100, 100));

        assertThat(since.total()).isEqualTo(20);
        assertThat(quantile(since, 0.5)).isEqualTo(10, within(1e-9));
        assertThat(buckets(1, 2, 3, 3).minus(LatencyBuckets.NONE).total()).isEqualTo(3);
    }

    /** Half of the requests in 1 ms and half in 100 ms have no p50 of 50 ms, which their average would be. */
    @Test
    void severalHistogramsAreAddedUpAndNotAveraged() {
        LatencyBuckets fast = buckets(100, 100, 100, 100);
        LatencyBuckets slow = buckets(0, 0, 2, 2);

        assertThat(quantile(fast.plus(slow), 0.5)).isLessThan(1);
        assertThat(fast.plus(slow).total()).isEqualTo(102);
        assertThat(LatencyBuckets.NONE.plus(fast)).isSameAs(fast);
    }

    @Test
    void histogramsOfOtherBoundsAreNotMixed() {
        LatencyBuckets other = LatencyBuckets.of(new double[] {2, 20, 200}, new long[] {0, 0, 0}, 0);

        assertThatThrownBy(() -> buckets(0, 0, 0, 0).plus(other)).isInstanceOf(IllegalArgumentException.class);
    }
}
