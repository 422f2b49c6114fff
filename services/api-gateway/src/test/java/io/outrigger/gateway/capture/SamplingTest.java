package io.outrigger.gateway.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplingTest {

    private static final int REQUESTS = 100_000;

    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.01, 0.25, 0.9})
    void aShareIsThatShareOfManyRequests(double share) {
        long taken = IntStream.range(0, REQUESTS).filter(i -> Sampling.isIn(share, "m", "request-" + i)).count();
        double deviation = Math.sqrt(share * (1 - share) / REQUESTS);
        assertThat((double) taken / REQUESTS).isCloseTo(share, within(4 * deviation));
    }

    @Test
    void nothingAndEverythingAreExact() {
        assertThat(IntStream.range(0, REQUESTS).noneMatch(i -> Sampling.isIn(0, "m", "r" + i))).isTrue();
        assertThat(IntStream.range(0, REQUESTS).allMatch(i -> Sampling.isIn(1, "m", "r" + i))).isTrue();
    }

    @Test
    void aRequestIsTakenOrNotWhoeverAsksAndIsInEveryLargerShare() {
        for (int i = 0; i < 10_000; i++) {
            boolean small = Sampling.isIn(0.1, "m", "r" + i);
            assertThat(Sampling.isIn(0.1, "m", "r" + i)).isEqualTo(small);
            assertThat(!small || Sampling.isIn(0.2, "m", "r" + i)).isTrue();
        }
    }

    @Test
    void modelsTakeDifferentRequests() {
        long both = IntStream.range(0, REQUESTS)
                .filter(i -> Sampling.isIn(0.1, "one", "r" + i) && Sampling.isIn(0.1, "two", "r" + i)).count();
        assertThat((double) both / REQUESTS).isCloseTo(0.01, within(0.002));
    }
}
