package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class PartsTest {
    private final List<String> closed = new ArrayList<>();
    private final Parts parts = new Parts();

    @Test
    void whatStartedLastIsClosedFirstAndOnce() {
        parts.start("database", () -> () -> closed.add("database"));
        parts.start("service", () -> () -> closed.add("service"));
        parts.close();
        parts.close();
        assertThat(closed).containsExactly("service", "database");
    }

    @Test
    void oneThatFailsToCloseDoesNotKeepTheOthers() {
        parts.start("database", () -> () -> closed.add("database"));
        parts.start("service", () -> () -> {
            throw new IllegalStateException("on purpose");
        });
        parts.close();
        assertThat(closed).containsExactly("database");
    }

    @Test
    void nothingStartsOnceEverythingIsBeingClosed() {
        parts.close();
        assertThatThrownBy(() -> parts.start("late", () -> () -> closed.add("late"))).isInstanceOf(CancellationException.class);
        assertThat(parts.isRunning()).isFalse();
    }
}
