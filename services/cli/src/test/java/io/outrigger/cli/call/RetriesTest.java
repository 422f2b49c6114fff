package io.outrigger.cli.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RetriesTest {

    private final Retries retries = new Retries(4, Duration.ofMillis(500), false);

    @Test
    void delaysGrowToTheLongestAndEnd() {
        assertThat(retries.delay(1, OptionalLong.empty())).contains(Duration.ofMillis(200));
        assertThat(retries.delay(2, OptionalLong.empty())).contains(Duration.ofMillis(400));
        assertThat(retries.delay(3, OptionalLong.empty())).contains(Duration.ofMillis(500));
        assertThat(retries.delay(4, OptionalLong.empty())).isEmpty();
    }

    @Test
    void theServerMayAskForMoreButNotForever() {
        assertThat(retries.delay(1, OptionalLong.of(7))).contains(Duration.ofSeconds(7));
        assertThat(retries.delay(1, OptionalLong.of(0))).contains(Duration.ofMillis(200));
        assertThat(retries.delay(1, OptionalLong.of(3_600))).isEmpty();
    }

    @Test
    void longAttemptsDoNotOverflow() {
        assertThat(Retries.LONG.delay(64, OptionalLong.empty())).contains(Duration.ofSeconds(5));
    }

    @Test
    void onlySomeFailuresPass() {
        assertThat(Retries.isPassing(429)).isTrue();
        assertThat(Retries.isPassing(503)).isTrue();
        assertThat(Retries.isPassing(500)).isFalse();
        assertThat(Retries.isPassing(404)).isFalse();
    }
}
