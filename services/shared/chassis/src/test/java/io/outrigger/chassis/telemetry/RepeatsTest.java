package io.outrigger.chassis.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RepeatsTest {

    private final Repeats repeats = new Repeats(2, 10, 3);

    @Test
    void soManyOfAKindAreSaidInATimeAndTheNextTellsOfTheRest() {
        assertThat(repeats.admit("a", 0)).hasValue(0);
        assertThat(repeats.admit("a", 1)).hasValue(0);
        assertThat(repeats.admit("a", 2)).isEmpty();
        assertThat(repeats.admit("b", 2)).as("another kind").hasValue(0);
        assertThat(repeats.admit("a", 9)).isEmpty();
        assertThat(repeats.admit("a", 10)).hasValue(2);
        assertThat(repeats.admit("a", 11)).hasValue(0);
        assertThat(repeats.admit("a", 12)).isEmpty();
    }

    @Test
    void aFloodOfKindsIsForgottenFromItsEldestOn() {
        repeats.admit("a", 0);
        repeats.admit("a", 0);
        for (String kind : new String[] {"b", "c", "d"}) {
            assertThat(repeats.admit(kind, 0)).hasValue(0);
        }
        assertThat(repeats.admit("a", 1)).as("forgotten, and so new").isEqualTo(OptionalLong.of(0));
    }
}
