package io.outrigger.batchworker.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class JobRulesTest {

    @Test
    void aJobEndsOnceWhenAllItsChunksAreDone() {
        Jobs jobs = Jobs.cut();
        jobs.ends(0, jobs.leased(0), 2);
        jobs.ends(2, jobs.leased(2), 0);
        assertThat(jobs.job().state()).isEqualTo(JobState.IN_PROGRESS);
        assertThat(jobs.ends(1, jobs.leased(1), 0)).containsExactly(
                new Effect.Ended("batch_1", JobState.COMPLETED, List.of()), new Effect.FillQueue());
        assertThat(jobs.job().answered()).isEqualTo(new Job.Answered(3, 28, 2, 2800, 20));
        assertThat(jobs.job().times().ended()).contains(jobs.now());
        assertThat(jobs.job().times().finalizing()).isEmpty();
        assertThat(jobs.ends(1, 1, 0)).containsExactly(new Effect.NothingToDo());
    }

    @Test
    void aCancelStopsTheChunksThatAreLeft() {
        Jobs jobs = Jobs.cut();
        int token = jobs.leased(0);
        assertThat(jobs.happens(new Event.CancelRequested()))
                .containsExactly(new Effect.StopRunning("batch_1", StopReason.CANCELLED), new Effect.FillQueue());
        assertThat(jobs.job().state()).isEqualTo(JobState.CANCELLING);
        assertThat(jobs.job().times().cancelling()).contains(jobs.now());
        assertThat(disposition(jobs, 1)).isEqualTo(new Disposition.Abandon(StopReason.CANCELLED));
        assertThat(disposition(jobs, 2)).isEqualTo(new Disposition.Abandon(StopReason.CANCELLED));
        jobs.ends(0, token, 4);
        jobs.ends(1, 1, Jobs.ROWS);
        assertThat(jobs.ends(2, 1, Jobs.ROWS)).contains(new Effect.Ended("batch_1", JobState.CANCELLED, List.of()));
    }

    private static Disposition disposition(Jobs jobs, int chunk) {
        return ((Effect.RunChunk) jobs.happens(chunk, new Event.ChunkDelivered()).getFirst()).disposition();
    }

    @Test
    void aSecondReasonToStopChangesNothing() {
        Jobs jobs = Jobs.cut();
        jobs.happens(new Event.CancelRequested());
        Job cancelling = jobs.job();
        assertThat(jobs.happens(new Event.CancelRequested())).containsExactly(new Effect.NothingToDo());
        jobs.passes(Duration.ofDays(2));
        assertThat(jobs.happens(new Event.TimePassed())).containsExactly(new Effect.NothingToDo());
        assertThat(jobs.job()).isEqualTo(cancelling);
    }

    @Test
    void nothingHappensToAJobThatHasEnded() {
        Jobs jobs = Jobs.cut();
        for (int chunk = 0; chunk < 3; chunk++) {
            jobs.ends(chunk, jobs.leased(chunk), 0);
        }
        Job ended = jobs.job();
        assertThat(jobs.happens(new Event.CancelRequested())).containsExactly(new Effect.NothingToDo());
        jobs.passes(Duration.ofDays(2));
        assertThat(jobs.happens(new Event.TimePassed())).containsExactly(new Effect.NothingToDo());
        assertThat(jobs.happens(new Event.CutOffered())).containsExactly(new Effect.NothingToDo());
        assertThat(jobs.happens(0, new Event.ChunkDelivered())).containsExactly(new Effect.NothingToDo());
        assertThat(jobs.happens(0, new Event.ChunkLookedAt())).containsExactly(new Effect.NothingToDo());
        assertThat(jobs.job()).isEqualTo(ended);
    }

    @Test
    void aJobExpiresWhenItsWindowIsOver() {
        Jobs jobs = Jobs.cut();
        assertThat(jobs.happens(new Event.TimePassed())).containsExactly(new Effect.NothingToDo());
        jobs.ends(0, jobs.leased(0), 0);
        jobs.passes(Duration.ofHours(24));
        assertThat(jobs.happens(new Event.TimePassed()))
                .containsExactly(new Effect.StopRunning("batch_1", StopReason.WINDOW_PASSED), new Effect.FillQueue());
        assertThat(jobs.job().state()).isEqualTo(JobState.FINALIZING);
        assertThat(disposition(jobs, 1)).isEqualTo(new Disposition.Abandon(StopReason.WINDOW_PASSED));
        jobs.ends(1, 1, Jobs.ROWS);
        jobs.ends(2, jobs.leased(2), Jobs.ROWS);
        assertThat(jobs.job().state()).isEqualTo(JobState.EXPIRED);
        assertThat(jobs.job().times().finalizing()).isPresent();
    }

    @Test
    void aJobStopsWhenMoreRowsFailThanItsBudgetAllows() {
        Jobs jobs = Jobs.cut(OptionalDouble.of(10));
        jobs.ends(0, jobs.leased(0), 3);
        assertThat(jobs.job().stop()).isEmpty();
        assertThat(jobs.ends(1, jobs.leased(1), 1))
                .containsExactly(new Effect.StopRunning("batch_1", StopReason.ERROR_BUDGET_EXCEEDED), new Effect.FillQueue());
        assertThat(disposition(jobs, 2)).isEqualTo(new Disposition.Abandon(StopReason.ERROR_BUDGET_EXCEEDED));
        jobs.ends(2, 1, Jobs.ROWS);
        assertThat(jobs.job().state()).isEqualTo(JobState.FAILED);
    }

    @Test
    void withABudgetOfNoneTheFirstFailureStops() {
        Jobs jobs = Jobs.cut(OptionalDouble.of(0));
        jobs.ends(0, jobs.leased(0), 0);
        assertThat(jobs.job().stop()).isEmpty();
        jobs.ends(1, jobs.leased(1), 1);
        assertThat(jobs.job().stop()).contains(StopReason.ERROR_BUDGET_EXCEEDED);
    }

    @Test
    void aJobThatIsOverItsBudgetWithItsLastChunkHasFailed() {
        Jobs jobs = Jobs.cut(OptionalDouble.of(10));
        jobs.ends(0, jobs.leased(0), 0);
        jobs.ends(1, jobs.leased(1), 0);
        assertThat(jobs.ends(2, jobs.leased(2), 4)).anySatisfy(effect -> assertThat(effect).isInstanceOfSatisfying(Effect.Ended.class,
                ended -> {
                    assertThat(ended.state()).isEqualTo(JobState.FAILED);
                    assertThat(ended.faults()).singleElement().extracting(JobFault::code).isEqualTo("error_budget_exceeded");
                }));
        assertThat(jobs.job().stop()).contains(StopReason.ERROR_BUDGET_EXCEEDED);
    }

    @Test
    void abandonedRowsAreNoReasonOfTheirOwn() {
        Jobs jobs = Jobs.cut(OptionalDouble.of(10));
        jobs.happens(new Event.CancelRequested());
        jobs.ends(0, jobs.leased(0), Jobs.ROWS);
        assertThat(jobs.job().stop()).contains(StopReason.CANCELLED);
    }

    @Test
    void timesOfStatesAreInOrderWhateverTheClockSays() {
        Jobs jobs = Jobs.cut();
        Optional<Instant> inProgress = jobs.job().times().inProgress();
        jobs.passes(Duration.ofDays(-1));
        jobs.happens(new Event.CancelRequested());
        assertThat(jobs.job().times().cancelling()).isEqualTo(inProgress);
    }
}
