package io.outrigger.batchworker.run;

import static io.outrigger.batchworker.run.RunningChunks.answered;
import static io.outrigger.batchworker.run.RunningChunks.failure;
import static io.outrigger.batchworker.run.RunningChunks.summary;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.outrigger.batchworker.job.Disposition;
import io.outrigger.batchworker.job.GiveBack;
import io.outrigger.batchworker.job.StopReason;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.registry.Batching;
import io.outrigger.testing.Behaviour;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.StandInServer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Chunks that are not run to their end: for the platform's sake, for a lost server's, and because somebody says so. */
class GivenBackIT {

    private final RunningChunks chunks = new RunningChunks();

    @AfterEach
    void stop() {
        chunks.close();
    }

    @ParameterizedTest
    @EnumSource(value = ErrorCode.class, names = {"OVERLOADED", "BACKEND_UNAVAILABLE", "MODEL_NOT_READY", "DEPENDENCY_UNAVAILABLE",
        "QUEUE_FULL", "QUEUE_TIMEOUT", "SHUTTING_DOWN", "DEADLINE_PASSED", "RATE_LIMITED", "ARTIFACT_MISMATCH"})
    void whatIsNoRowsFaultIsForLater(ErrorCode code) {
        chunks.router().behave(Behaviour.failing(failure(code)));

        assertThat(chunks.run(SampleRows.lines(10), 10, false)).isEqualTo(new RunEnd.GivenBack(GiveBack.NOT_NOW));
    }

    @Test
    void aCallThatIsTooLargeIsNoOverload() {
        chunks.router().behave((request, caller) -> (request.message().getInputs(0).getShape(0) > 2
                ? Behaviour.failing(failure(ErrorCode.PAYLOAD_TOO_LARGE)) : Behaviour.echo()).answer(request, caller));

        assertThat(answered(chunks.run(SampleRows.lines(10), 10, false)).completed()).isEqualTo(10);
    }

    /** Or a job of a slow model would never end. */
    @Test
    void aCallThatTakesTooLongIsMadeRowByRowAndTheNextOnesAreSmaller() {
        chunks.router().behave((request, caller) -> (request.message().getInputs(0).getShape(0) > 2
                ? Behaviour.failing(failure(ErrorCode.DEADLINE_PASSED)) : Behaviour.echo()).answer(request, caller));

        assertThat(answered(chunks.run(SampleRows.lines(4), 4, false)).completed()).isEqualTo(4);
        int before = chunks.router().calls();
        assertThat(answered(chunks.run(SampleRows.lines(8), 8, false)).completed()).isEqualTo(8);
        assertThat(chunks.router().requests().subList(before, chunks.router().calls()))
                .allMatch(call -> call.message().getInputs(0).getShape(0) <= 2);
    }

    @Test
    void aRouterThatIsNotThereIsForLater() {
        chunks.router().kill();

        Eventually.isTrue(() -> chunks.run(SampleRows.lines(10), 10, false).equals(new RunEnd.GivenBack(GiveBack.NOT_NOW)));
    }

    @Test
    void aConnectionThatBreaksIsALoss() {
        chunks.router().behave((request, caller) -> Thread.ofVirtual().start(chunks.router()::kill));

        assertThat(chunks.run(SampleRows.lines(1), 1, false)).isEqualTo(new RunEnd.GivenBack(GiveBack.LOST));
    }

    @Test
    void rowsThatLoseTheServerTogetherAreCalledAloneOnce() {
        chunks.router().behave((request, caller) -> (request.message().getInputs(0).getShape(0) > 1
                ? Behaviour.failing(failure(ErrorCode.BACKEND_LOST)) : Behaviour.echo()).answer(request, caller));

        assertThat(answered(chunks.run(SampleRows.lines(4), 4, false)).completed()).isEqualTo(4);
        assertThat(chunks.router().calls()).isEqualTo(5);
    }

    @Test
    void aRowThatLosesTheServerAloneGivesTheChunkBackAndInTheEndFails() {
        chunks.router().behave(RunningChunks.failingForPoison(failure(ErrorCode.BACKEND_LOST)));
        String lines = SampleRows.lines(2) + SampleRows.line(3, 666) + SampleRows.line(4, 1);

        assertThat(chunks.run(lines, 4, false)).isEqualTo(new RunEnd.GivenBack(GiveBack.LOST));
        ChunkOutput output = answered(chunks.run(lines, 4, true));
        assertThat(output.completed()).isEqualTo(3);
        assertThat(summary(output.errors())).containsExactly("3 row-3 backend_lost");
    }

    @Test
    void theLastAttemptWaitsForAServerThatARowHasTakenDown() {
        AtomicInteger downFor = new AtomicInteger();
        chunks.router().behave((request, caller) -> {
            if (downFor.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                Behaviour.failing(failure(ErrorCode.BACKEND_UNAVAILABLE)).answer(request, caller);
            } else if (RunningChunks.isPoisoned(request.message())) {
                downFor.set(3);
                Behaviour.failing(failure(ErrorCode.BACKEND_LOST)).answer(request, caller);
            } else {
                Behaviour.echo().answer(request, caller);
            }
        });
        ChunkOutput output = answered(chunks.run(SampleRows.line(1, 666) + SampleRows.line(2, 1), 2, true));

        assertThat(output.completed()).isEqualTo(1);
        assertThat(summary(output.errors())).containsExactly("1 row-1 backend_lost");
    }

    @Test
    void aLossIsALossWhateverComesBehindIt() {
        chunks.router().behave((request, caller) -> Behaviour.failing(failure(request.message().getInputs(0).getShape(0) > 1
                ? ErrorCode.BACKEND_LOST : ErrorCode.BACKEND_UNAVAILABLE)).answer(request, caller));

        assertThat(chunks.run(SampleRows.lines(4), 4, false)).isEqualTo(new RunEnd.GivenBack(GiveBack.LOST));
        chunks.router().behave(Behaviour.failing(Status.CANCELLED));
        assertThat(chunks.run(SampleRows.lines(4), 4, false)).isEqualTo(new RunEnd.GivenBack(GiveBack.LOST));
    }

    @Test
    void aWorkerThatStopsGivesBackAndCancelsItsCalls() {
        chunks.router().behave(Behaviour.silence());
        var signal = new CancelSignal();
        CompletableFuture<RunEnd> end = chunks.begin(SampleRows.lines(100), 100, signal);
        chunks.router().nextRequest();
        signal.workerStops();

        assertThat(end.join()).isEqualTo(new RunEnd.GivenBack(GiveBack.STOPPING));
        chunks.router().nextCancelled();
    }

    @Test
    void whoHasLostTheLeaseJustEnds() {
        chunks.router().behave(Behaviour.silence());
        var signal = new CancelSignal();
        CompletableFuture<RunEnd> end = chunks.begin(SampleRows.lines(100), 100, signal);
        chunks.router().nextRequest();
        signal.leaseLost();

        assertThat(end.join()).isEqualTo(new RunEnd.Dropped());
    }

    @Test
    void aJobThatIsCancelledKeepsItsAnswersAndTheOtherRowsSayWhy() {
        AtomicInteger calls = new AtomicInteger();
        chunks.router().behave((request, caller) -> (calls.incrementAndGet() > 3 ? Behaviour.silence() : Behaviour.echo())
                .answer(request, caller));
        var signal = new CancelSignal();
        CompletableFuture<RunEnd> end = CompletableFuture.supplyAsync(() -> chunks.run(
                SampleRows.terms(0, Batching.ON), SampleRows.lines(20), SampleRows.place(20),
                new Disposition.Run(false), signal), task -> Thread.ofVirtual().start(task));
        Eventually.isTrue(() -> calls.get() == 6);
        signal.jobStopped(StopReason.CANCELLED);

        ChunkOutput output = answered(end.join());
        assertThat(output.completed()).isEqualTo(3);
        assertThat(output.failed()).isEqualTo(17);
        assertThat(summary(output.errors())).hasSize(17).allMatch(line -> line.endsWith(" batch_cancelled")).last()
                .isEqualTo("20 row-20 batch_cancelled");
    }

    @Test
    void aServerThatComesBackIsFound() {
        int port = chunks.router().port();
        chunks.router().kill();
        Eventually.isTrue(() -> chunks.run(SampleRows.lines(2), 2, false).equals(new RunEnd.GivenBack(GiveBack.NOT_NOW)));
        try (var again = StandInServer.startAt(port)) {
            Eventually.isTrue(() -> chunks.run(SampleRows.lines(2), 2, false) instanceof RunEnd.Answered);
            assertThat(again.calls()).isPositive();
        }
    }
}
