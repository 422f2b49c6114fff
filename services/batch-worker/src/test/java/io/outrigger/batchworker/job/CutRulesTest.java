package io.outrigger.batchworker.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CutRulesTest {

    private static final List<JobFault> FAULTS = List.of(new JobFault("input_not_allowed", "No such object.", "input_uri", 0));

    private final Jobs jobs = Jobs.submitted();

    @Test
    void oneCountsTheRowsAndTheJobGoesOn() {
        assertThat(jobs.happens(new Event.CutOffered())).containsExactly(new Effect.Cut(1, jobs.now().plus(Jobs.LIMITS.cutLease())));
        assertThat(jobs.happens(new Event.CutOffered())).containsExactly(new Effect.NothingToDo());
        assertThat(jobs.happens(new Event.CutDone(1, 30, 3))).containsExactly(new Effect.FillQueue());
        assertThat(jobs.job().state()).isEqualTo(JobState.IN_PROGRESS);
        assertThat(jobs.job().times().inProgress()).contains(jobs.now());
        assertThat(jobs.job().rows()).isEqualTo(30);
        assertThat(jobs.happens(new Event.CutDone(1, 30, 3))).containsExactly(new Effect.NothingToDo());
        assertThat(jobs.happens(new Event.CutOffered())).containsExactly(new Effect.NothingToDo());
    }

    @Test
    void whoseLeaseHasRunOutIsHeardUntilSomebodyElseCame() {
        jobs.happens(new Event.CutOffered());
        jobs.passes(Duration.ofHours(1));
        assertThat(jobs.happens(new Event.CutRenewed(1))).containsExactly(new Effect.Extended(jobs.now().plus(Jobs.LIMITS.cutLease())));
        jobs.passes(Duration.ofHours(1));
        assertThat(jobs.happens(new Event.CutOffered())).hasOnlyElementsOfType(Effect.Cut.class);
        assertThat(jobs.happens(new Event.CutRenewed(1))).containsExactly(new Effect.Fenced());
        assertThat(jobs.happens(new Event.CutDone(1, 30, 3))).containsExactly(new Effect.Fenced());
        assertThat(jobs.happens(new Event.CutFailed(1, FAULTS))).containsExactly(new Effect.Fenced());
        assertThat(jobs.happens(new Event.CutGivenBack(1))).containsExactly(new Effect.Fenced());
        assertThat(jobs.happens(new Event.CutDone(2, 30, 3))).containsExactly(new Effect.FillQueue());
    }

    @Test
    void whatIsGivenBackIsOfferedAgainInAMomentAndForAsOftenAsItTakes() {
        for (int attempt = 1; attempt <= 100; attempt++) {
            giveBack();
            jobs.passes(Duration.ofMillis(-1)); // of the second that passes with each event
            assertThat(jobs.happens(new Event.CutOffered())).as("others have their turn").containsExactly(new Effect.NothingToDo());
            jobs.passes(Jobs.LIMITS.cutRest());
        }
        assertThat(jobs.job().cutAttempts()).isZero();
    }

    @Test
    void whoGaveItBackHasNoLeaseAnyMore() {
        giveBack();
        int token = jobs.job().cutLease().token() - 1;
        assertThat(jobs.happens(new Event.CutRenewed(token))).containsExactly(new Effect.Fenced());
        assertThat(jobs.happens(new Event.CutDone(token, 30, 3))).containsExactly(new Effect.Fenced());
    }

    /** Or it would be tried for ever. */
    @Test
    void aStoppedJobWhoseInputStaysUnreadableEnds() {
        jobs.happens(new Event.CancelRequested());
        for (int attempt = 1; attempt <= Jobs.LIMITS.attemptsMax(); attempt++) {
            giveBack();
            jobs.passes(Jobs.LIMITS.cutRest());
        }
        assertThat(jobs.happens(new Event.CutOffered())).singleElement().isInstanceOfSatisfying(Effect.Ended.class, ended -> {
            assertThat(ended.state()).isEqualTo(JobState.CANCELLED);
            assertThat(ended.faults()).extracting(JobFault::code).containsExactly("input_not_read");
        });
    }

    private void giveBack() {
        List<Effect> offered = jobs.happens(new Event.CutOffered());
        assertThat(offered).hasOnlyElementsOfType(Effect.Cut.class);
        jobs.happens(new Event.CutGivenBack(((Effect.Cut) offered.getFirst()).token()));
    }

    @Test
    void anInputThatNobodyGetsThroughFailsTheJob() {
        for (int attempt = 1; attempt <= Jobs.LIMITS.attemptsMax(); attempt++) {
            assertThat(jobs.happens(new Event.CutOffered())).hasOnlyElementsOfType(Effect.Cut.class);
            jobs.passes(Jobs.LIMITS.cutLease());
        }
        assertThat(jobs.happens(new Event.CutOffered())).singleElement().isInstanceOfSatisfying(Effect.Ended.class, ended -> {
            assertThat(ended.state()).isEqualTo(JobState.FAILED);
            assertThat(ended.faults()).extracting(JobFault::code).containsExactly("input_not_read");
        });
    }

    @Test
    void anInputThatIsNoneFailsTheJob() {
        jobs.happens(new Event.CutOffered());
        assertThat(jobs.happens(new Event.CutFailed(1, FAULTS)))
                .containsExactly(new Effect.Ended("batch_1", JobState.FAILED, FAULTS));
        assertThat(jobs.happens(new Event.CutFailed(1, FAULTS))).containsExactly(new Effect.Fenced());
        assertThat(jobs.job().times().ended()).isPresent();
    }

    @Test
    void anInputWithoutRowsFailsTheJob() {
        jobs.happens(new Event.CutOffered());
        assertThat(jobs.happens(new Event.CutDone(1, 0, 0))).singleElement().isInstanceOfSatisfying(Effect.Ended.class, ended -> {
            assertThat(ended.state()).isEqualTo(JobState.FAILED);
            assertThat(ended.faults()).extracting(JobFault::code).containsExactly("no_rows");
        });
        assertThat(jobs.happens(new Event.CutDone(1, 0, 0))).containsExactly(new Effect.NothingToDo());
    }

    @Test
    void aJobThatIsCancelledBeforeIsCutAllTheSame() {
        jobs.happens(new Event.CancelRequested());
        assertThat(jobs.job().state()).isEqualTo(JobState.CANCELLING);
        jobs.happens(new Event.CutOffered());
        assertThat(jobs.happens(new Event.CutRenewed(1))).hasOnlyElementsOfType(Effect.Extended.class);
        assertThat(jobs.happens(new Event.CutDone(1, 30, 3))).containsExactly(new Effect.FillQueue());
        assertThat(jobs.job().state()).isEqualTo(JobState.CANCELLING);
        assertThat(jobs.job().times().inProgress()).isEmpty();
        assertThat(jobs.happens(0, new Event.ChunkDelivered()).getFirst()).isInstanceOfSatisfying(Effect.RunChunk.class,
                run -> assertThat(run.disposition()).isEqualTo(new Disposition.Abandon(StopReason.CANCELLED)));
    }

    @Test
    void aStoppedJobWhoseInputIsNoneEndsAsItsReasonSays() {
        jobs.happens(new Event.CutOffered());
        jobs.passes(Duration.ofDays(1));
        jobs.happens(new Event.TimePassed());
        assertThat(jobs.happens(new Event.CutFailed(1, FAULTS)))
                .containsExactly(new Effect.Ended("batch_1", JobState.EXPIRED, FAULTS));
    }

    @Test
    void aClockThatIsSetBackKeepsNobodyFromTakingOver() {
        jobs.happens(new Event.CutOffered());
        jobs.passes(Duration.ofHours(-2));
        assertThat(jobs.happens(new Event.CutOffered())).hasOnlyElementsOfType(Effect.Cut.class);
    }
}
