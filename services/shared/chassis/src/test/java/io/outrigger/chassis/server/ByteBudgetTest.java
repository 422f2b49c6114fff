package io.outrigger.chassis.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
}
