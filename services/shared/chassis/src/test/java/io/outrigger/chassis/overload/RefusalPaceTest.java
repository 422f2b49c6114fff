package io.outrigger.chassis.overload;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.chassis.errors.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RefusalPaceTest {

    private long now = Long.MAX_VALUE - 1_000; // overflows on the way
    private final RefusalPace pace = new RefusalPace(() -> now);

    @Test
    void twoHundredAtOnceThenOneEveryFiveMillisecondsUpToASecond() {
        assertThat(turns(200)).containsOnly(Optional.of(Duration.ZERO));
        assertThat(turns(201)).isEqualTo(IntStream.rangeClosed(0, 200).mapToObj(i -> Optional.of(Duration.ofMillis(5L * i))).toList());
        assertThat(turns(3)).containsOnly(Optional.empty());
    }

    @Test
    void whoComesNoFasterThanThatNeverWaits() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(pace.turn(ErrorCode.RATE_LIMITED)).contains(Duration.ZERO);
            now += 5_000_000;
        }
    }

    @Test
    void aRestGivesBackNoMoreThanTwoHundred() {
        turns(401);
        now += Duration.ofHours(1).toNanos();
        assertThat(turns(200)).containsOnly(Optional.of(Duration.ZERO));
        assertThat(turns(2)).containsExactly(Optional.of(Duration.ZERO), Optional.of(Duration.ofMillis(5)));
    }

    @Test
    void otherFailuresDoNotWait() {
        turns(500);
        assertThat(pace.turn(ErrorCode.INVALID_JSON)).contains(Duration.ZERO);
        assertThat(pace.turn(ErrorCode.OVERLOADED)).contains(Duration.ZERO);
    }

    private List<Optional<Duration>> turns(int count) {
        return IntStream.range(0, count).mapToObj(i -> pace.turn(ErrorCode.UNAUTHENTICATED_CALLER)).toList();
    }
}
