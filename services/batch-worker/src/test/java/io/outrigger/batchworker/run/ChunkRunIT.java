package io.outrigger.batchworker.run;

import static io.outrigger.batchworker.run.RunningChunks.answered;
import static io.outrigger.batchworker.run.RunningChunks.failure;
import static io.outrigger.batchworker.run.RunningChunks.summary;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.outrigger.batchworker.job.Disposition;
import io.outrigger.batchworker.job.StopReason;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.registry.Batching;
import io.outrigger.testing.Behaviour;
import io.outrigger.testing.StandInServer.Received;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Chunks run against a router: which calls are made, and which lines come of them. */
class ChunkRunIT {

    private final RunningChunks chunks = new RunningChunks();

    @AfterEach
    void stop() {
        chunks.close();
    }

    @Test
    void everyRowHasItsOwnAnswerInItsPlace() {
        ChunkOutput output = answered(chunks.run(SampleRows.lines(10), 10, false));

        assertThat(output.completed()).isEqualTo(10);
        assertThat(output.failed()).isZero();
        assertThat(output.errors()).isEmpty();
        assertThat(new String(output.results(), StandardCharsets.UTF_8).lines()).hasSize(10).element(6).isEqualTo("""
                {"id":"batch_1-7","custom_id":"row-7","response":{"status_code":200,"request_id":"batch_1-7","body":\
                {"id":"batch_1-7","model":"pairs","version":"v3","digest":"sha256:%s","outputs":\
                [{"name":"x","datatype":"FP32","shape":[1,2],"data":[7.0,0.5]}]}},"error":null}""".formatted("ab".repeat(32)));
    }

    @Test
    void callsGoToTheRouterAsPartsOfAJob() {
        chunks.run(SampleRows.lines(1), 1, false);
        Received call = chunks.router().nextRequest();

        assertThat(call.header("x-outrigger-model")).isEqualTo("pairs");
        assertThat(call.header("x-outrigger-version")).isEqualTo("v3");
        assertThat(call.header("x-outrigger-tenant")).isEqualTo("acme");
        assertThat(call.header("x-outrigger-priority")).isEqualTo("job");
        assertThat(call.message().getModelName()).isEqualTo("pairs");
        assertThat(call.message().getModelVersion()).isEqualTo("3");
        assertThat(call.timeLeftMs().orElseThrow()).isBetween(60_000L, 240_000L);
    }

    @Test
    void rowsShareCallsOnceThatIsKnownToBeTheSame() {
        for (int i = 0; i < 16; i++) {
            chunks.run(SampleRows.lines(4), 4, false);
        }
        int before = chunks.router().calls();
        chunks.run(SampleRows.lines(10), 10, false);

        assertThat(before).isGreaterThanOrEqualTo(5 * 16);
        assertThat(chunks.router().calls() - before).isEqualTo(3);
        assertThat(chunks.router().requests().subList(before, before + 3)).extracting(call -> call.message().getInputs(0).getShape(0))
                .containsExactlyInAnyOrder(4L, 4L, 2L);
    }

    @Test
    void rowsOfAModelThatIsNotBatchedGoAlone() {
        for (RowTerms alone : List.of(SampleRows.terms(0, Batching.ON), SampleRows.terms(4, Batching.OFF))) {
            int before = chunks.router().calls();
            RunEnd end = chunks.run(alone, SampleRows.lines(5), SampleRows.place(5), new Disposition.Run(false), new CancelSignal());

            assertThat(answered(end).completed()).isEqualTo(5);
            assertThat(chunks.router().calls() - before).isEqualTo(5);
        }
    }

    @Test
    void rowsThatAreNotTheSameTogetherShareNoMoreCalls() {
        chunks.router().behave((request, caller) -> {
            ModelInferRequest message = request.message();
            ModelInferResponse.Builder answer = Behaviour.echoOf(message).toBuilder();
            if (message.getInputs(0).getShape(0) > 1) {
                answer.setRawOutputContents(0, ByteString.copyFrom(new byte[message.getRawInputContents(0).size()]));
            }
            caller.onNext(answer.build());
            caller.onCompleted();
        });
        ChunkOutput first = answered(chunks.run(SampleRows.lines(4), 4, false));
        int before = chunks.router().calls();
        chunks.run(SampleRows.lines(4), 4, false);

        assertThat(new String(first.results(), StandardCharsets.UTF_8)).contains("[4.0,0.5]");
        assertThat(chunks.router().calls() - before).isEqualTo(4);
    }

    @Test
    void anAnswerWithOtherRowsThanWereSentIsNobodys() {
        chunks.router().behave((request, caller) -> {
            ModelInferResponse.Builder answer = Behaviour.echoOf(request.message()).toBuilder();
            if (request.message().getInputs(0).getShape(0) > 1) {
                answer.getOutputsBuilder(0).setShape(0, 1);
            }
            caller.onNext(answer.build());
            caller.onCompleted();
        });

        assertThat(answered(chunks.run(SampleRows.lines(4), 4, false)).completed()).isEqualTo(4);
        assertThat(chunks.router().calls()).isEqualTo(5);
    }

    @Test
    void linesThatAreNoRowsAreErrorsAndTheRestIsRun() {
        String lines = SampleRows.line(1, 1) + "\n" + "nonsense\n" + SampleRows.line(4, 1).replace("[1, 2]", "[2, 1]")
                + SampleRows.line(1, 1) + "x".repeat(2 << 20) + "\n" + """
                {"custom_id": "b64", "input": {"image": "%"}, "metadata": {"k": 1}}
                """ + "\u0000\n" + SampleRows.line(9, 1).strip();
        RunEnd end = chunks.run(SampleRows.terms(4, Batching.ON), lines, SampleRows.place(9, 5), new Disposition.Run(false),
                new CancelSignal());

        assertThat(summary(answered(end).results())).containsExactly("1 row-1 200", "9 row-9 200");
        assertThat(summary(answered(end).errors())).containsExactly("2 null invalid_json", "3 null invalid_json",
                "4 row-4 shape_mismatch", "5 null duplicate_custom_id", "6 null line_too_long", "7 b64 invalid_base64",
                "8 null invalid_json");
        assertThat(new String(answered(end).errors(), StandardCharsets.UTF_8).lines().toList().get(5)).startsWith("""
                {"id":"batch_1-7","custom_id":"b64","response":null,"error":{"code":"invalid_base64","message":"The field input.image""")
                .endsWith("""
                "line":7},"metadata":{"k": 1}}""");
    }

    @Test
    void aPoisonedRowIsAloneWithItsError() {
        chunks.router().behave(RunningChunks.failingForPoison(failure(ErrorCode.BACKEND_FAILED)));
        ChunkOutput output = answered(chunks.run(SampleRows.lines(5) + SampleRows.line(6, 666) + SampleRows.line(7, 1), 7, false));

        assertThat(output.completed()).isEqualTo(6);
        assertThat(summary(output.errors())).containsExactly("6 row-6 backend_failed");
    }

    @Test
    void anAnswerThatIsTooLargeIsAnErrorOfItsRow() {
        try (var small = new RunningChunks(20)) {
            assertThat(summary(answered(small.run(SampleRows.lines(1), 1, false)).errors())).containsExactly("1 row-1 payload_too_large");
        }
    }

    @Test
    void resultsThatHaveNoRoomAreErrorsOfTheirRows() {
        ChunkOutput output = answered(chunks.run(SampleRows.lines(200), 200, false));

        assertThat(output.results().length).isLessThanOrEqualTo(10_000);
        assertThat(output.completed()).isBetween(20L, 60L);
        assertThat(summary(output.errors())).hasSize(200 - (int) output.completed()).allMatch(line -> line.endsWith(" payload_too_large"));
    }

    @Test
    void rowsOfAJobThatStoppedOrOfAPoisonedChunkAreNotRun() {
        List<String> codes = new ArrayList<>();
        for (Disposition.Refuse disposition : List.of(new Disposition.Abandon(StopReason.CANCELLED),
                new Disposition.Abandon(StopReason.WINDOW_PASSED), new Disposition.Abandon(StopReason.ERROR_BUDGET_EXCEEDED),
                new Disposition.Bury(11))) {
            ChunkOutput output = chunks.refuse(SampleRows.line(1, 1) + SampleRows.line(1, 1), SampleRows.place(2, 2), disposition);
            codes.addAll(summary(output.errors()));
        }

        assertThat(codes).containsExactly(
                "1 row-1 batch_cancelled", "2 null duplicate_custom_id", "1 row-1 batch_expired", "2 null duplicate_custom_id",
                "1 row-1 error_budget_exceeded", "2 null duplicate_custom_id", "1 row-1 chunk_poisoned", "2 null duplicate_custom_id");
        assertThat(chunks.router().calls()).isZero();
    }

    @Test
    void aChunkThatIsNotThereIsSaidToBeShort() {
        assertThatThrownBy(() -> chunks.run(SampleRows.lines(2), 3, false)).hasMessageContaining("the input ends at line 2");
    }

    @Test
    void rowsAndCallsAreCounted() {
        chunks.run(SampleRows.lines(3) + "\n", 4, false);

        assertThat(chunks.telemetry().meters().get("job_rows").tag("outcome", "completed").counter().count()).isEqualTo(3);
        assertThat(chunks.telemetry().meters().get("job_rows").tag("outcome", "failed").counter().count()).isEqualTo(1);
        assertThat(chunks.telemetry().meters().get("job_call_rows").summary().max()).isEqualTo(3);
        assertThat(chunks.router().calls()).isEqualTo(4);
    }
}
