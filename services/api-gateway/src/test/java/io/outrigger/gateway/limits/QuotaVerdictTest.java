package io.outrigger.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** The arithmetic of buckets. */
class QuotaVerdictTest {

    /** One unit in 0.6 s, an empty one is full in a minute. */
    private static final TokenBucket HUNDRED = new TokenBucket("caller", "c", 100, 100);
    private static final TokenBucket TEN = new TokenBucket("tenant", "t", 10, 10);

    @Test
    void aFullBucketHasItsBurstAndNoMore() {
        QuotaVerdict all = QuotaVerdict.of(List.of(new Cost(HUNDRED, 100)), bucket -> 0);
        assertThat(all.passed()).isTrue();
        assertThat(all.levels().getFirst().remaining()).isZero();
        assertThat(all.stateHeader()).isEqualTo("\"caller\";r=0;t=60");
        assertThat(QuotaVerdict.of(List.of(new Cost(HUNDRED, 1)), bucket -> 60e6).passed()).isFalse();
        assertThat(QuotaVerdict.of(List.of(new Cost(HUNDRED, 1)), bucket -> 59.4e6).passed()).as("one is back").isTrue();
    }

    @Test
    void aRequestTakesFromAllBucketsOrFromNone() {
        List<Cost> costs = List.of(new Cost(HUNDRED, 1), new Cost(TEN, 1));
        QuotaVerdict refused = QuotaVerdict.of(costs, bucket -> bucket == TEN ? 60e6 : 6e6);
        assertThat(refused.passed()).isFalse();
        assertThat(refused.violated()).extracting(level -> level.bucket().name()).containsExactly("tenant");
        assertThat(refused.levels().getFirst().debtMicros()).as("nothing taken").isEqualTo(6e6);
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(6));
        assertThat(refused.stateHeader()).isEqualTo("\"tenant\";r=0;t=6");
        assertThat(refused.policyHeader()).isEqualTo("\"caller\";q=100;w=60, \"tenant\";q=10;w=60");
    }

    @Test
    void aWaitIsRoundedUpAndNeverNothing() {
        assertThat(QuotaVerdict.of(List.of(new Cost(HUNDRED, 1)), bucket -> 60e6 - 599_000).retryAfter()).isEqualTo(Duration.ofSeconds(1));
        assertThat(QuotaVerdict.of(List.of(new Cost(HUNDRED, 3)), bucket -> 60e6).retryAfter()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void aShareIsAsLongEmptyAndGivesItsPart() {
        double debt = 0;
        int passed = 0;
        while (true) {
            QuotaVerdict one = QuotaVerdict.of(List.of(new Cost(HUNDRED, 1).of(4)), whole(debt));
            if (!one.passed()) {
                break;
            }
            debt = one.levels().getFirst().debtMicros();
            passed++;
        }
        assertThat(passed).isEqualTo(25);
        QuotaVerdict more = QuotaVerdict.of(List.of(new Cost(TEN, 10).of(4)), bucket -> 0);
        assertThat(more.passed()).as("more than the share, which is full").isTrue();
    }

    private static ToDoubleFunction<TokenBucket> whole(double debt) {
        return bucket -> debt;
    }
}
