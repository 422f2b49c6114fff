package io.outrigger.backends;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RestartPausesTest {
    private final RestartPauses pauses = new RestartPauses();

    @Test
    void growWhileTheServerKeepsEndingAndNotForEver() {
        assertThat(Stream.generate(() -> pauses.after(Duration.ofSeconds(1)).toMillis()).limit(9))
                .containsExactly(100L, 200L, 400L, 800L, 1_600L, 3_200L, 6_400L, 10_000L, 10_000L);
    }

    @Test
    void areShortAgainForAServerThatHadLived() {
        pauses.after(Duration.ZERO);
        pauses.after(Duration.ZERO);
        assertThat(pauses.after(RestartPauses.STEADY)).isEqualTo(RestartPauses.FIRST);
    }
}
