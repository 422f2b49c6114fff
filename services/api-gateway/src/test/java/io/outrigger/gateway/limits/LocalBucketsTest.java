package io.outrigger.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What a gateway grants by itself. */
class LocalBucketsTest {

    private static final TokenBucket HUNDRED = new TokenBucket("caller", "c", 100, 100);
    private static final List<Cost> ONE = List.of(new Cost(HUNDRED, 1));
    private static final double SECOND = 1e6;

    private LocalBuckets local = new LocalBuckets(2, 0);

    @Test
    void aShareBeginsWithWhatWasLeft() {
        local.hear(QuotaVerdict.of(List.of(new Cost(HUNDRED, 60)), bucket -> 0), 10 * SECOND);
        assertThat(granted(10 * SECOND, 10 * SECOND)).as("half of 40").isEqualTo(20);
        assertThat(granted(22 * SECOND, 10 * SECOND)).as("half of what twelve seconds bring").isEqualTo(10);
    }

    @Test
    void aShareOfWhichNothingWasHeardBeginsEmpty() {
        assertThat(granted(10 * SECOND, 10 * SECOND)).isZero();
        assertThat(granted(70 * SECOND, 10 * SECOND)).as("a minute later it is full").isEqualTo(50);
    }

    @Test
    void whatWasHeardLongBeforeMayNotBeTrueAnyMore() {
        local.hear(QuotaVerdict.of(List.of(new Cost(HUNDRED, 1)), bucket -> 0), 0);
        assertThat(granted(10 * SECOND, 10 * SECOND)).isZero();
    }

    @Test
    void withoutACommonCountSharesBeginFull() {
        assertThat(granted(0, Double.NEGATIVE_INFINITY)).isEqualTo(50);
    }

    @Test
    void whatWasGrantedIsOwed() {
        local.hear(QuotaVerdict.of(List.of(new Cost(HUNDRED, 40)), bucket -> 0), 10 * SECOND);
        assertThat(granted(10 * SECOND, 10 * SECOND)).isEqualTo(30);
        assertThat(local.owed(10 * SECOND)).singleElement().satisfies(owed -> {
            assertThat(owed.baseMicros()).as("40 that are known").isCloseTo(24 * SECOND, within());
            assertThat(owed.addedMicros()).as("30 more").isCloseTo(18 * SECOND, within());
        });
        local.told();
        assertThat(local.owed(10 * SECOND)).isEmpty();
    }

    @Test
    void aSecondOutageBeginsAnew() {
        local.hear(QuotaVerdict.of(ONE, bucket -> 0), 10 * SECOND);
        assertThat(granted(10 * SECOND, 10 * SECOND)).isEqualTo(49);
        assertThat(granted(500 * SECOND, 500 * SECOND)).as("others may have used it meanwhile").isZero();
    }

    /** Redis may be late just as a caller comes who has asked for nothing for a while. */
    @Test
    void whereThereIsNoOtherGatewayWhatWasGrantedIsKnown() {
        local = new LocalBuckets(1, 0);
        assertThat(granted(6 * SECOND, 6 * SECOND)).as("six seconds behind the start").isEqualTo(10);
        local.hear(QuotaVerdict.of(List.of(new Cost(HUNDRED, 60)), bucket -> 0), 100 * SECOND);
        assertThat(granted(112 * SECOND, 112 * SECOND)).as("40, and what twelve seconds bring").isEqualTo(60);
        assertThat(granted(172 * SECOND, 172 * SECOND)).as("a second outage a minute later").isEqualTo(100);
        assertThat(granted(172 * SECOND, 173 * SECOND)).as("a third one at once").isZero();
    }

    @Test
    void whereThereIsNoOtherGatewayAStrangerHasAFullBucket() {
        local = new LocalBuckets(1, 0);
        assertThat(granted(60 * SECOND, 60 * SECOND)).isEqualTo(100);
    }

    private int granted(double now, double aloneSince) {
        int granted = 0;
        while (local.decide(ONE, now, aloneSince, true).passed()) {
            granted++;
        }
        return granted;
    }

    private static Offset<Double> within() {
        return Offset.offset(1.0);
    }
}
