package io.outrigger.chassis.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhasesTest {

    private final AtomicLong now = new AtomicLong();
    private final Phases phases = new Phases(now::get);

    @Test
    void addsUpWhatWasMeasured() {
        try (var _ = phases.start(Phase.ROUTE)) {
            now.addAndGet(120_000);
        }
        try (var _ = phases.start(Phase.ROUTE)) {
            now.addAndGet(30_000);
        }

        assertThat(phases.nanos(Phase.ROUTE)).isEqualTo(150_000);
        assertThat(phases.totalNanos()).isEqualTo(150_000);
        assertThat(phases.trailer()).isEqualTo("route=0.150");
    }

    @Test
    void takesOverWhatAnotherHopReported() {
        Phases hop = new Phases(now::get);
        hop.add(Phase.QUEUE, 30_000);
        hop.add(Phase.BACKEND, 1_900_000);

        phases.addCall(hop.trailer(), 2_500_000);

        assertThat(phases.nanos(Phase.QUEUE)).isEqualTo(30_000);
        assertThat(phases.nanos(Phase.BACKEND)).isEqualTo(1_900_000);
        assertThat(phases.nanos(Phase.NETWORK)).as("what the hop does not account for").isEqualTo(570_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "=", "backend", "backend=", "backend=x", "backend=-1", "backend=1e9", "other=1", ",,,", "backend=99999999999"
    })
    void ignoresWhatIsNoTrailer(String trailer) {
        phases.addCall(trailer, 0);
        phases.addCall(null, 0);

        assertThat(phases.trailer()).isEmpty();
    }
}
