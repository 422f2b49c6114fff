package io.outrigger.chassis.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ByteBudgetTest {

    @Test
    void takesOnlyWhatFits() {
        ByteBudget budget = new ByteBudget(100);

        assertThat(budget.tryAcquire(60)).isTrue();
        assertThat(budget.tryAcquire(41)).isFalse();
        assertThat(budget.tryAcquire(40)).isTrue();
        budget.release(60);
        assertThat(budget.bytesHeld()).isEqualTo(40);
    }

    @Test
    void aClaimThatWouldOverflowDoesNotFit() {
        ByteBudget budget = new ByteBudget(100);
        budget.tryAcquire(1);

        assertThat(budget.tryAcquire(Long.MAX_VALUE)).isFalse();
    }

    @Test
    void noticesBytesGivenBackTwice() {
        assertThatThrownBy(() -> new ByteBudget(100).release(1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void connectionsAgeAndAreForgotten() {
        AtomicLong now = new AtomicLong();
        ConnectionAges ages = new ConnectionAges(Duration.ofNanos(100), now::get);

        assertThat(ages.isOld("a")).isFalse();
        now.set(99);
        assertThat(ages.isOld("a")).isFalse();
        assertThat(ages.isOld("b")).isFalse();
        now.set(100);
        assertThat(ages.isOld("a")).isTrue();
        now.set(1_000);
        assertThat(ages.isOld("c")).isFalse();
        assertThat(ages.connectionsKnown()).isEqualTo(1);
    }
}
