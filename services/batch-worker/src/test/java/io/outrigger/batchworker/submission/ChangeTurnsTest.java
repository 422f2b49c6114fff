package io.outrigger.batchworker.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChangeTurnsTest {

    private long now = 1;
    private final ChangeTurns turns = new ChangeTurns(() -> now);

    @Test
    void someComeAtOnceThenTenASecond() {
        assertThat(taken("a", ChangeTurns.AT_ONCE)).containsOnly(0L);
        assertThat(taken("a", 3)).containsExactly(0L, ChangeTurns.BETWEEN_NANOS, 2 * ChangeTurns.BETWEEN_NANOS);
        now += Duration.ofHours(1).toNanos();
        assertThat(taken("a", ChangeTurns.AT_ONCE)).containsOnly(0L);
    }

    @Test
    void whoWouldWaitTooLongIsRefusedAndOthersAreNot() {
        taken("a", ChangeTurns.AT_ONCE + 1 + (int) (ChangeTurns.WAIT_NANOS_MAX / ChangeTurns.BETWEEN_NANOS));
        assertThatThrownBy(() -> turns.next("a")).hasMessageContaining("10 a second")
                .isInstanceOfSatisfying(ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED));
        assertThat(turns.next("b")).isZero();
    }

    private long[] taken(String tenant, int count) {
        return IntStream.range(0, count).mapToLong(_ -> turns.next(tenant)).toArray();
    }
}
