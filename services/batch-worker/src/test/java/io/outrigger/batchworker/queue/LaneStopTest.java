package io.outrigger.batchworker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LaneStopTest {

    @Test
    void firstThereIsTimeAndThenThereIsNone() {
        var stop = new LaneStop();
        assertThat(stop.phase(100)).isEqualTo(LaneStop.Phase.NOT_ASKED);
        stop.ask(100, Duration.ofNanos(50));
        assertThat(stop.phase(100)).isEqualTo(LaneStop.Phase.ASKED);
        assertThat(stop.phase(149)).isEqualTo(LaneStop.Phase.ASKED);
        assertThat(stop.phase(150)).isEqualTo(LaneStop.Phase.AT_ONCE);
    }
}
