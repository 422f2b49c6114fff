package io.outrigger.chassis.background;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), 0.5);

    @Test
    void aRestIsDoubledUpToItsBound() {
        assertThat(backoff.rest(1, 0)).isEqualTo(Duration.ofMillis(100));
        assertThat(backoff.rest(2, 0)).isEqualTo(Duration.ofMillis(200));
        assertThat(backoff.rest(6, 0)).isEqualTo(Duration.ofMillis(3_200));
        assertThat(backoff.rest(7, 0)).isEqualTo(Duration.ofSeconds(5));
        assertThat(backoff.rest(Integer.MAX_VALUE, 0)).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void chanceTakesAwayAtMostItsShare() {
        assertThat(backoff.rest(2, 1)).isEqualTo(Duration.ofMillis(100));
        assertThat(backoff.rest(2, 0.5)).isEqualTo(Duration.ofMillis(150));
        assertThat(Backoff.constant(Duration.ofSeconds(1)).rest(9, 1)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aBoundBelowTheFirstRestIsAMistake() {
        assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1), 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(2), 2)).isInstanceOf(IllegalArgumentException.class);
    }
}
