package io.outrigger.gateway.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.outrigger.registry.Capture;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CapturesTest {

    private static final CaptureConfig CONFIG = new CaptureConfig(100_000, 10_000, Duration.ofMinutes(1));

    private final List<CaptureBatch> stored = new CopyOnWriteArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private Captures start(CaptureStore store) {
        return Captures.start(CONFIG, 5, store, meters, () -> Calls.TIME);
    }

    @Test
    void theEndOfTheServiceStoresWhatIsThere() {
        try (Captures captures = start(stored::add)) {
            IntStream.range(0, 7).forEach(i -> answered(captures, Calls.ALL, "r" + i));
        }
        assertThat(stored).hasSize(1);
        assertThat(stored.getFirst().records()).isEqualTo(7);
    }

    @Test
    void aShareOfNothingTouchesNothing() {
        try (Captures captures = start(stored::add)) {
            IntStream.range(0, 1_000).forEach(i -> answered(captures, Capture.OFF, "r" + i));
        }
        assertThat(stored).isEmpty();
        assertThat(meters.get("capture_records").counters().stream().mapToDouble(each -> each.count()).sum()).isZero();
    }

    @Test
    void ofAShareAboutThatShareIsKept() {
        try (Captures captures = start(stored::add)) {
            IntStream.range(0, 1_000).forEach(i -> answered(captures, new Capture(0.05, 6_000, false, true), "r" + i));
        }
        assertThat(stored.stream().mapToInt(CaptureBatch::records).sum()).isBetween(20, 90);
    }

    @Test
    void aFloodIsBounded() {
        try (Captures captures = start(batch -> {
            throw new IllegalStateException("away");
        })) {
            IntStream.range(0, 5_000).forEach(i -> answered(captures, Calls.ALL, "r" + i));
            assertThat(meters.get("capture_bytes_pending").gauge().value()).isLessThanOrEqualTo(CONFIG.pendingBytesMax());
        }
        assertThat(meters.counter("capture_records", "outcome", "dropped").count()).isEqualTo(5_000);
    }

    private static void answered(Captures captures, Capture setting, String id) {
        captures.answered(Calls.meant(setting), id, "", new CapturedInput.Tensors(Calls.request(0.5f)),
                new CapturedAnswer.Message(Calls.answer()));
    }
}
