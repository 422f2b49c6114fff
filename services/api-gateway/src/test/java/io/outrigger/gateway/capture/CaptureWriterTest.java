package io.outrigger.gateway.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of calls that are to be kept, on a clock that tests move and with a store that may be away. */
class CaptureWriterTest {

    private static final CaptureConfig CONFIG = new CaptureConfig(20_000, 4_000, Duration.ofSeconds(10));

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final PendingCaptures pending = new PendingCaptures(CONFIG.pendingBytesMax());
    private final CaptureMetrics metrics = new CaptureMetrics(meters, pending);
    private final List<CaptureBatch> stored = new ArrayList<>();
    private Instant now = Calls.TIME;
    private final CaptureWriter writer = new CaptureWriter(CONFIG, pending, metrics, new RecordLine(5), this::store, () -> now);
    private boolean away;
    private boolean refusing;

    private void store(CaptureBatch batch) throws CaptureStore.Refused {
        if (away) {
            throw new UncheckedIOException(new IOException("S3 is away"));
        }
        if (refusing) {
            throw new CaptureStore.Refused(new IOException("no such model"));
        }
        stored.add(batch);
    }

    @Test
    void recordsGatherUntilTheFirstIsOldEnough() {
        offer(3);
        writer.turn();
        assertThat(stored).isEmpty();
        assertThat(pending.bytes()).isPositive();

        now = now.plus(CONFIG.ageMax());
        writer.turn();

        assertThat(stored).hasSize(1);
        assertThat(stored.getFirst().oldest()).isEqualTo(Calls.TIME);
        assertThat(new String(stored.getFirst().lines(), StandardCharsets.UTF_8).lines()).hasSize(3);
        assertThat(pending.bytes()).isZero();
        assertThat(count(CaptureOutcome.WRITTEN)).isEqualTo(3);
    }

    @Test
    void anObjectNeverSpansMoreThanItsAgeHoweverLongTheStoreWasAway() {
        offer(1);
        now = now.plus(CONFIG.ageMax().multipliedBy(3));
        offer(1);
        writer.flush();
        assertThat(stored).extracting(CaptureBatch::oldest).containsExactly(Calls.TIME, now);
        assertThat(new HashSet<>(stored.stream().map(CaptureBatch::id).toList())).hasSize(2);
    }

    @Test
    void whileTheStoreIsAwayMemoryIsBoundedAndWhatDoesNotFitIsDropped() {
        away = true;
        int offered = 0;
        int dropped = 0;
        for (int turn = 0; turn < 20; turn++) {
            dropped += 5 - offer(5);
            offered += 5;
            now = now.plus(CONFIG.ageMax());
            assertThatThrownBy(writer::turn).isInstanceOf(UncheckedIOException.class);
            assertThat(pending.bytes()).isLessThanOrEqualTo(CONFIG.pendingBytesMax());
        }
        assertThat(dropped).isPositive().isLessThan(offered);

        away = false;
        writer.turn();
        writer.flush();

        assertThat(count(CaptureOutcome.WRITTEN) + count(CaptureOutcome.DROPPED) + dropped).isEqualTo(offered);
        assertThat(pending.bytes()).isZero();
        assertThat(offer(1)).as("there is room again").isEqualTo(1);
    }

    @Test
    void whatIsLeftAtTheEndIsStoredOrCounted() {
        offer(2);
        writer.flush();
        assertThat(count(CaptureOutcome.WRITTEN)).isEqualTo(2);
        away = true;
        offer(3);
        writer.flush();
        assertThat(count(CaptureOutcome.DROPPED)).isEqualTo(3);
        assertThat(pending.bytes()).isZero();
    }

    @Test
    void aBatchThatIsRefusedKeepsNothingUp() {
        refusing = true;
        offer(2);
        writer.flush();
        refusing = false;
        offer(1);
        writer.flush();
        assertThat(count(CaptureOutcome.DROPPED)).isEqualTo(2);
        assertThat(count(CaptureOutcome.WRITTEN)).isEqualTo(1);
    }

    @Test
    void whatCannotBeWrittenIsCounted() {
        pending.offer(Calls.call(now, Calls.ALL, Float.NaN));
        float[] many = new float[900];
        Arrays.fill(many, 0.123456789f);
        pending.offer(Calls.call(now, Calls.ALL, many));
        writer.flush();
        assertThat(stored).isEmpty();
        assertThat(count(CaptureOutcome.UNSUPPORTED)).isEqualTo(1);
        assertThat(count(CaptureOutcome.TOO_LARGE)).as("its JSON is larger than its bytes were").isEqualTo(1);
        assertThat(pending.bytes()).isZero();
    }

    /** How many found room. */
    private int offer(int number) {
        int taken = 0;
        for (int i = 0; i < number; i++) {
            taken += pending.offer(Calls.call(now, Calls.ALL, 0.5f, 1)) ? 1 : 0;
        }
        return taken;
    }

    private int count(CaptureOutcome outcome) {
        return (int) meters.counter("capture_records", "outcome", outcome.word()).count();
    }
}
