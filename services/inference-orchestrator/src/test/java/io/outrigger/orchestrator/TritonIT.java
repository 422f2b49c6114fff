package io.outrigger.orchestrator;

import static io.outrigger.orchestrator.OrchestratorFixture.codeOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.StatusRuntimeException;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.proto.inference.ModelStatistics;
import io.outrigger.testing.AtOnce;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.StockCaller;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests that share calls of a real Triton, with its own batching behind it and without. */
class TritonIT {

    private static final int CALLERS = 64;
    private static final int REQUESTS_OF_EACH = 25;
    private static final Random RANDOM = new Random(1);

    @TempDir
    private static Path folder;
    private static TritonServer triton;

    private OrchestratorFixture platform;

    /** Triton is started by the first test that needs it: tests that are skipped before all of them are reported by nobody. */
    @BeforeEach
    void start() throws IOException {
        if (triton == null) {
            triton = TritonServer.start(folder);
        }
        platform = new OrchestratorFixture("TRITON_URL", triton.address());
    }

    @AfterEach
    void stop() {
        if (platform != null) {
            platform.close();
        }
    }

    @AfterAll
    static void stopTriton() {
        if (triton != null) {
            triton.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyOneOf62CallersGetsWhatTritonSaysOfItsOwnRowsBesideTwoWhoseEveryRequestIsBad(TritonModel model) throws Exception {
        register(model, TritonModel.ROWS_MAX);
        Map<ModelInferRequest, ModelInferResponse> answers = new ConcurrentHashMap<>();
        List<Callable<Void>> callers = new ArrayList<>();
        callers.add(refused(model::bad, model.codeOfBad(), model.wordsOfBad()));
        callers.add(refused(model::misshapen, ErrorCode.MODEL_REJECTED_INPUT, "unexpected shape"));
        for (int caller = callers.size(); caller < CALLERS; caller++) {
            Random random = new Random(caller);
            String name = "caller-" + caller;
            callers.add(() -> {
                for (int i = 0; i < REQUESTS_OF_EACH; i++) {
                    ModelInferRequest asked = model.good(name + "-" + i, random);
                    answers.put(asked, platform.caller.blocking().modelInfer(asked));
                }
                return null;
            });
        }
        ModelStatistics before = triton.statistics(model);
        AtOnce.run(callers);
        ModelStatistics after = triton.statistics(model);
        long calls = calls(after) - calls(before);
        assertThat(calls).as("calls, those that look for the bad request included").isLessThan(answers.size());
        if (model.isBatchedByTriton()) {
            assertThat(after.getExecutionCount() - before.getExecutionCount()).isLessThan(calls);
        }

        assertThat(answers).hasSize((CALLERS - 2) * REQUESTS_OF_EACH);
        answers.forEach((asked, answer) -> assertThat(answer).isEqualTo(triton.asked().modelInfer(asked)));
    }

    private Callable<Void> refused(Function<String, ModelInferRequest> request, ErrorCode code, String words) {
        return () -> {
            for (int i = 0; i < REQUESTS_OF_EACH; i++) {
                ModelInferRequest bad = request.apply("bad-" + i);
                StatusRuntimeException failure = StockCaller.failureOf(() -> platform.caller.blocking().modelInfer(bad));
                assertThat(codeOf(failure)).as(failure.getMessage()).isEqualTo(code);
                assertThat(failure).hasMessageContaining(words);
            }
            return null;
        };
    }

    @Test
    void ofAHundredCallersWhoHangUpWhileTheyWaitNoRowIsExecuted() throws Exception {
        Asked first = atTheGate("first", TritonModel.ROWS_MAX);
        long rowsBefore = triton.statistics(TritonModel.NUMBERS).getInferenceCount();
        List<Asked> gone = Stream.generate(() -> ask(TritonModel.waits("gone"))).limit(100).toList();
        Asked stays = ask(TritonModel.waits("stays"));
        platform.awaitWaiting(101);
        gone.forEach(Asked::hangUp);
        platform.awaitWaiting(1);
        triton.openGate();

        assertThat(first.answer().getId()).isEqualTo("first");
        assertThat(stays.answer().getId()).isEqualTo("stays");
        assertThat(ask(TritonModel.waits("last")).answer().getId()).isEqualTo("last");
        Eventually.isTrue(() -> triton.statistics(TritonModel.NUMBERS).getInferenceCount() >= rowsBefore + 3);
        assertThat(triton.statistics(TritonModel.NUMBERS).getInferenceCount()).isEqualTo(rowsBefore + 3);
    }

    @Test
    void aCallThatNobodyWaitsForIsGivenUpByTritonTooAndTheNextOneIsServed() throws Exception {
        Asked alone = atTheGate("alone", TritonModel.ROWS_MAX);
        List<Asked> together = List.of(ask(TritonModel.waits("one")), ask(TritonModel.waits("other")));
        platform.awaitWaiting(2);
        alone.hangUp();
        triton.awaitAtGate(2);
        together.forEach(Asked::hangUp);

        assertThat(ask(TritonModel.NUMBERS.good("next", RANDOM)).answer().getId()).as("with the gate still shut").isEqualTo("next");
        triton.openGate();
    }

    @Test
    void aModelThatTakesFewerRowsThanIsRegisteredAnswersAll() throws Exception {
        Asked first = atTheGate("first", 4 * TritonModel.ROWS_MAX);
        List<ModelInferRequest> requests = Stream.generate(() -> TritonModel.waits("more")).limit(4 * TritonModel.ROWS_MAX).toList();
        List<Asked> all = requests.stream().map(this::ask).toList();
        platform.awaitWaiting(all.size());
        triton.openGate();
        ModelInferResponse alone = triton.asked().modelInfer(requests.getFirst());

        assertThat(first.answer().getId()).isEqualTo("first");
        for (Asked asked : all) {
            assertThat(asked.answer()).isEqualTo(alone);
        }
    }

    /** A request that holds up the model of numbers, of which so many rows are registered for a call. */
    private Asked atTheGate(String id, int rowsMax) throws IOException {
        register(TritonModel.NUMBERS, rowsMax);
        triton.shutGate();
        Asked asked = ask(TritonModel.waits(id));
        triton.awaitAtGate(1);
        return asked;
    }

    private Asked ask(ModelInferRequest request) {
        return Asked.of(platform.caller, request);
    }

    /** Makes the model known, and returns when the orchestrator has heard of it. */
    private void register(TritonModel model, int rowsMax) {
        platform.register(model.modelName(), rowsMax);
        Eventually.isTrue(() -> ask(model.good("first", RANDOM)).answer().getId().equals("first")
                && platform.page("/v1/lanes").contains("slots"));
    }

    private static long calls(ModelStatistics statistics) {
        return statistics.getInferenceStats().getSuccess().getCount() + statistics.getInferenceStats().getFail().getCount();
    }
}
