package io.outrigger.registryview;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** When looks begin and whom they serve. */
class LookGateTest {

    private final LookGate gate = new LookGate(100);

    @Test
    void nobodyLooksUntilSomebodyAsks() {
        assertThat(gate.untilNext(0)).isEmpty();

        assertThat(gate.ask()).isEqualTo(1);
        assertThat(gate.untilNext(-5)).hasValue(0);
        assertThat(gate.begin(-5)).isEqualTo(1);
        assertThat(gate.untilNext(0)).as("answered by the look under way").isEmpty();
    }

    @Test
    void whoAsksWhileALookIsUnderWayWaitsForTheNext() {
        gate.ask();
        gate.begin(0);

        assertThat(gate.ask()).isEqualTo(2);
        assertThat(gate.ask()).as("the same one").isEqualTo(2);
        assertThat(gate.untilNext(500)).as("one at a time").isEmpty();
        gate.end();
        assertThat(gate.untilNext(500)).hasValue(0);
    }

    @Test
    void looksBeginNoMoreThanOnceInAnInterval() {
        gate.ask();
        gate.begin(0);
        gate.end();

        gate.ask();
        assertThat(gate.untilNext(30)).hasValue(70);
        assertThat(gate.untilNext(100)).hasValue(0);
        assertThat(gate.untilNext(1_000)).hasValue(0);
    }

    /** A flood of questions, one at each tick, with looks of any length: few looks, and each question answered by a later one. */
    @Property(tries = 200)
    void aFloodIsServedByFewLooksThatAllBeginAfterTheirQuestions(
            @ForAll @Size(50) List<@IntRange(min = 1, max = 400) Integer> gaps, @ForAll @IntRange(min = 1, max = 300) int lookLength) {
        var flooded = new LookGate(100);
        List<Long> begins = new ArrayList<>();
        long now = 0;
        long ends = Long.MAX_VALUE;
        for (int gap : gaps) {
            long asks = now + gap;
            for (; now < asks; now++) {
                if (now >= ends) {
                    flooded.end();
                    ends = Long.MAX_VALUE;
                }
                if (flooded.untilNext(now).orElse(1) == 0) {
                    flooded.begin(now);
                    begins.add(now);
                    ends = now + lookLength;
                }
            }
            long look = flooded.ask();
            assertThat(look).as("not one that has begun").isEqualTo(begins.size() + 1);
        }
        for (int i = 1; i < begins.size(); i++) {
            assertThat(begins.get(i) - begins.get(i - 1)).isGreaterThanOrEqualTo(Math.max(100, lookLength));
        }
        assertThat(begins.size()).isLessThanOrEqualTo((int) (now / 100) + 1);
    }
}
