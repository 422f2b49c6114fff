package io.outrigger.batchworker.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ChunkRulesTest {

    private final Jobs jobs = Jobs.cut();

    @Test
    void aChunkOutOfTheQueueIsLeased() {
        jobs.happens(0, new Event.ChunkQueued());
        assertThat(jobs.chunk(0).state()).isEqualTo(ChunkState.QUEUED);
        assertThat(jobs.chunk(0).queuedTimes()).isEqualTo(1);
        assertThat(jobs.happens(0, new Event.ChunkDelivered())).containsExactly(new Effect.RunChunk(new ChunkId("batch_1", 0), 1,
                jobs.now().plus(Jobs.LIMITS.chunkLease()), new Disposition.Run(false)));
        assertThat(jobs.chunk(0).state()).isEqualTo(ChunkState.LEASED);
        assertThat(jobs.chunk(0).attempts()).isEqualTo(1);
        assertThat(jobs.chunk(0).queuedTimes()).isZero();
    }

    @Test
    void aDeliveryBeforeItsPublicationIsNotedIsALeaseAllTheSame() {
        jobs.happens(0, new Event.ChunkDelivered());
        jobs.happens(0, new Event.ChunkQueued());
        assertThat(jobs.chunk(0).state()).isEqualTo(ChunkState.LEASED);
    }

    @Test
    void aSecondDeliveryIsNothingToDoWhileTheLeaseIsLiveAndWhenAllIsDone() {
        int token = jobs.leased(0);
        assertThat(jobs.happens(0, new Event.ChunkDelivered())).containsExactly(new Effect.NothingToDo());
        jobs.ends(0, token, 0);
        assertThat(jobs.happens(0, new Event.ChunkDelivered())).containsExactly(new Effect.NothingToDo());
        assertThat(jobs.chunk(0).lease().token()).isEqualTo(token);
    }

    @Test
    void aDeliveryTakesOverALeaseThatHasRunOut() {
        int token = jobs.leased(0);
        jobs.passes(Jobs.LIMITS.chunkLease());
        jobs.happens(0, new Event.ChunkDelivered());
        assertThat(jobs.chunk(0).lease().token()).isEqualTo(token + 1);
        assertThat(jobs.ends(0, token, 0)).containsExactly(new Effect.Fenced());
        assertThat(jobs.happens(0, new Event.ChunkRenewed(token))).containsExactly(new Effect.Fenced());
        assertThat(jobs.happens(0, new Event.ChunkGivenBack(token, GiveBack.LOST))).containsExactly(new Effect.Fenced());
        assertThat(jobs.job().answered()).isEqualTo(Job.Answered.NOTHING);
        assertThat(jobs.ends(0, token + 1, 0)).containsExactly(new Effect.FillQueue());
    }

    @Test
    void anEndCountsLongAfterTheLeaseWhereNobodyElseCame() {
        int token = jobs.leased(0);
        jobs.passes(Duration.ofHours(1));
        jobs.happens(0, new Event.ChunkLookedAt());
        jobs.happens(0, new Event.ChunkQueued());
        jobs.ends(0, token, 3);
        assertThat(jobs.job().answered()).isEqualTo(new Job.Answered(1, 7, 3, 700, 30));
        assertThat(jobs.chunk(0).state()).isEqualTo(ChunkState.DONE);
    }

    @Test
    void anEndThatIsSaidTwiceCountsOnceAndKeepsWhatWasWritten() {
        int token = jobs.leased(0);
        jobs.ends(0, token, 0);
        assertThat(jobs.ends(0, token, 0)).containsExactly(new Effect.NothingToDo());
        assertThat(jobs.job().answered().rows()).isEqualTo(Jobs.ROWS);
    }

    @Test
    void anEndWithOtherRowsThanTheChunkHasIsRefused() {
        int token = jobs.leased(0);
        assertThatIllegalArgumentException().isThrownBy(() -> jobs.happens(0, new Event.ChunkDone(token, 9, 2, 0, 0)))
                .withMessageContaining("has 10 rows");
    }

    @Test
    void aRenewalGoesOnAlsoWhereTheLeaseWasTakenForLost() {
        int token = jobs.leased(0);
        assertThat(jobs.happens(0, new Event.ChunkRenewed(token)))
                .containsExactly(new Effect.Extended(jobs.now().plus(Jobs.LIMITS.chunkLease())));
        jobs.passes(Jobs.LIMITS.chunkLease());
        assertThat(jobs.happens(0, new Event.ChunkLookedAt()))
                .containsExactly(new Effect.Repaired(new ChunkId("batch_1", 0), ChunkState.LEASED), new Effect.FillQueue());
        assertThat(jobs.chunk(0).state()).isEqualTo(ChunkState.WAITING);
        jobs.happens(0, new Event.ChunkRenewed(token));
        assertThat(jobs.chunk(0).state()).isEqualTo(ChunkState.LEASED);
    }

    @Test
    void aRenewalSaysThatTheJobHasStopped() {
        int token = jobs.leased(0);
        jobs.happens(new Event.CancelRequested());
        assertThat(jobs.happens(0, new Event.ChunkRenewed(token))).containsExactly(
                new Effect.Extended(jobs.now().plus(Jobs.LIMITS.chunkLease())), new Effect.StopRunning("batch_1", StopReason.CANCELLED));
    }

    @Test
    void whatIsGivenBackByAStoppingWorkerWaitsForNothing() {
        int token = jobs.leased(0);
        assertThat(jobs.happens(0, new Event.ChunkGivenBack(token, GiveBack.STOPPING))).containsExactly(new Effect.FillQueue());
        assertThat(jobs.chunk(0).since()).isEqualTo(jobs.now());
        assertThat(jobs.chunk(0).attempts()).isZero();
        assertThat(jobs.happens(0, new Event.ChunkRenewed(token))).containsExactly(new Effect.Fenced());
        assertThat(jobs.chunk(0).state()).isEqualTo(ChunkState.WAITING);
    }

    @Test
    void whatCannotBeRunYetWaitsLongerEachTimeAndForAsOftenAsItTakes() {
        for (int times = 1; times <= 100; times++) {
            jobs.happens(0, new Event.ChunkGivenBack(jobs.leased(0), GiveBack.NOT_NOW));
            assertThat(Duration.between(jobs.now(), jobs.chunk(0).since()))
                    .isEqualTo(Duration.ofSeconds(Math.min(30, 1L << Math.min(times - 1, 10))));
        }
        assertThat(jobs.chunk(0).attempts()).isZero();
        assertThat(jobs.chunk(0).state()).isEqualTo(ChunkState.WAITING);
    }

    @Test
    void whatKeepsLosingTheModelServerIsRunForTheLastTimeAndNoMore() {
        for (int attempt = 1; attempt < Jobs.LIMITS.attemptsMax(); attempt++) {
            jobs.happens(0, new Event.ChunkGivenBack(jobs.leased(0), GiveBack.LOST));
        }
        assertThat(jobs.chunk(0).since()).isEqualTo(jobs.now().plus(Jobs.LIMITS.putOffMax()));
        jobs.happens(0, new Event.ChunkQueued());
        assertThat(jobs.happens(0, new Event.ChunkDelivered()).getFirst()).isInstanceOfSatisfying(Effect.RunChunk.class,
                run -> assertThat(run.disposition()).isEqualTo(new Disposition.Run(true)));
    }

    @Test
    void aChunkWhoseWorkersDoNotComeBackIsBuriedAndTold() {
        for (int attempt = 1; attempt <= Jobs.LIMITS.attemptsMax(); attempt++) {
            jobs.leased(0);
            jobs.passes(Jobs.LIMITS.chunkLease());
            jobs.happens(0, new Event.ChunkLookedAt());
        }
        assertThat(jobs.happens(0, new Event.ChunkDelivered()).getFirst()).isInstanceOfSatisfying(Effect.RunChunk.class,
                run -> assertThat(run.disposition()).isEqualTo(new Disposition.Bury(10)));
        assertThat(jobs.ends(0, 11, Jobs.ROWS))
                .containsExactly(new Effect.DeadLetter(new ChunkId("batch_1", 0), 10), new Effect.FillQueue());
    }

    @Test
    void whatIsInTheQueueIsGivenMoreTimeEachTimeBeforeItIsTakenForLost() {
        for (int minutes = 1; minutes <= 8; minutes *= 2) {
            jobs.happens(0, new Event.ChunkQueued());
            jobs.passes(Duration.ofMinutes(minutes).minusSeconds(2));
            assertThat(jobs.happens(0, new Event.ChunkLookedAt())).containsExactly(new Effect.NothingToDo());
            assertThat(jobs.happens(0, new Event.ChunkLookedAt()))
                    .containsExactly(new Effect.Repaired(new ChunkId("batch_1", 0), ChunkState.QUEUED), new Effect.FillQueue());
        }
        jobs.happens(0, new Event.ChunkQueued());
        jobs.passes(Jobs.LIMITS.queuePatienceMax());
        assertThat(jobs.happens(0, new Event.ChunkLookedAt())).hasSize(2);
    }

    @Test
    void aClockThatIsSetBackKeepsNothing() {
        jobs.leased(0);
        jobs.happens(1, new Event.ChunkQueued());
        jobs.happens(2, new Event.ChunkGivenBack(jobs.leased(2), GiveBack.NOT_NOW));
        jobs.passes(Duration.ofHours(-2));
        for (int chunk = 0; chunk < 3; chunk++) {
            assertThat(jobs.happens(chunk, new Event.ChunkLookedAt()).getFirst()).isInstanceOf(Effect.Repaired.class);
            assertThat(jobs.chunk(chunk).since()).isEqualTo(jobs.now());
        }
    }
}
