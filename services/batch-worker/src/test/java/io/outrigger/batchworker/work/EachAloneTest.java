package io.outrigger.batchworker.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EachAloneTest {

    @Test
    void oneThatFailsIsNotInTheWayOfTheNext() {
        List<Integer> done = new ArrayList<>();
        assertThatThrownBy(() -> EachAlone.of(List.of(1, 2, 3, 4), number -> {
            if (number % 2 == 0) {
                throw new IllegalStateException("not " + number);
            }
            done.add(number);
        })).isInstanceOf(IllegalStateException.class).hasMessage("not 2");
        assertThat(done).containsExactly(1, 3);
    }
}
