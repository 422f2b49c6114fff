package io.outrigger.chassis.overload;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.chassis.errors.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RefusalPaceTest {

    private long now = Long.MAX_VALUE - 1_000; // overflows on the way
    private final RefusalPace pace = new RefusalPace(() -> now);

    @Test
    void twoHundredAtOnceThenOneEveryFiveMillisecondsUpToASecond() {
        assertThat(turns(200)).containsOnly(OptionalLong.of(0));
        assertThat(turns(201)).isEqualTo(IntStream.rangeClosed(0, 200).mapToObj(i -> OptionalLong.of(5_000_000L * i)).toList());
        assertThat(turns(3)).containsOnly(OptionalLong.empty());
    }

    @Test
    void whoComesNoFasterThanThatNeverWaits() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(pace.turn(ErrorCode.RATE_LIMITED)).hasValue(0);
            now += 5_000_000;
        }
    }

    @Test
    void aRestGivesBackNoMoreThanTwoHundred() {
        turns(401);
        now += Duration.ofHours(1).toNanos();
        assertThat(turns(200)).containsOnly(OptionalLong.of(0));
        assertThat(turns(2)).containsExactly(OptionalLong.of(0), OptionalLong.of(5_000_000));
    }

    @Test
    void otherFailuresDoNotWait() {
        turns(500);
        assertThat(pace.turn(ErrorCode.INVALID_JSON)).hasValue(0);
        assertThat(pace.turn(ErrorCode.OVERLOADED)).hasValue(0);
    }

    private List<OptionalLong> turns(int count) {
        return IntStream.range(0, count).mapToObj(i -> pace.turn(ErrorCode.UNAUTHENTICATED_CALLER)).toList();
    }
}
