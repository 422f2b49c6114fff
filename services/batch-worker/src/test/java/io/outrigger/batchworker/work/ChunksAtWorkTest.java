package io.outrigger.batchworker.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.batchworker.job.StopReason;
import io.outrigger.batchworker.run.CancelSignal;
import org.junit.jupiter.api.Test;

/** Which runs are told to stop. */
class ChunksAtWorkTest {

    private final ChunksAtWork running = new ChunksAtWork();

    @Test
    void theJobsThatRunAreKnown() {
        CancelSignal one = running.begin("a");
        CancelSignal two = running.begin("a");
        running.begin("b");
        assertThat(running.jobs()).containsExactlyInAnyOrder("a", "b");

        running.end("a", one);
        assertThat(running.jobs()).contains("a");
        running.end("a", two);
        assertThat(running.jobs()).containsExactly("b");
    }

    @Test
    void aJobsRunsStopAndNoOthers() {
        CancelSignal mine = running.begin("a");
        CancelSignal other = running.begin("b");

        running.stop("a", StopReason.CANCELLED);
        running.stop("unknown", StopReason.CANCELLED);

        assertThat(mine.isGiven()).isTrue();
        assertThat(other.isGiven()).isFalse();
    }

    @Test
    void aWorkerThatStopsBeginsNothing() {
        CancelSignal before = running.begin("a");

        running.stopAll();

        assertThat(before.isGiven()).isTrue();
        assertThat(running.begin("b").isGiven()).isTrue();
    }
}
