package io.outrigger.batchworker.captures;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CaptureKeysTest {

    private static final Instant TIME = Instant.parse("2026-11-29T06:52:10.123456Z");

    @Test
    void aNameSaysModelAndTime() {
        String key = CaptureKeys.object("digits", TIME, "ab".repeat(16));
        assertThat(key).isEqualTo("captures/digits/2026/11/29/065210123-abababababababababababababababab.jsonl");
        assertThat(CaptureKeys.oldest("digits", key)).contains(Instant.parse("2026-11-29T06:52:10.123Z"));
    }

    @Test
    void namesAreInTheOrderOfTheirTimes() {
        List<String> keys = Stream.of("2026-01-01T00:00:00Z", "2026-01-01T00:00:00.001Z", "2026-01-01T23:59:59.999Z",
                "2026-01-02T00:00:00Z", "2026-12-31T00:00:00Z", "2027-01-01T00:00:00Z")
                .map(time -> CaptureKeys.object("m", Instant.parse(time), "0")).toList();
        assertThat(keys).isSorted();
        assertThat(CaptureKeys.before("m", Instant.parse("2026-01-02T00:00:00Z"))).isGreaterThan(keys.get(2)).isLessThan(keys.get(3));
    }

    @Test
    void whatIsNoObjectOfOursHasNoTime() {
        for (String foreign : List.of("captures/m/", "captures/m/notes.txt", "captures/m/2026/13/29/065210123-0.jsonl",
                "captures/m/2026-11-29T06:52:10.jsonl")) {
            assertThat(CaptureKeys.oldest("m", foreign)).as(foreign).isEmpty();
        }
    }
}
