package io.outrigger.orchestrator;

import static io.outrigger.orchestrator.BatchingFixture.after;
import static io.outrigger.orchestrator.BatchingFixture.answering;
import static io.outrigger.orchestrator.BatchingFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.StatusRuntimeException;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.orchestrator.BatchingFixture.Held;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.testing.Behaviour;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.StandInServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many callers before a fleet that becomes slow, goes away or answers nonsense: each is told in the end, and all is well afterwards. */
class BatchingFaultsIT {

    private static final int CALLERS = 32;

    private final BatchingFixture batching = new BatchingFixture();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void stop() {
        threads.close();
        batching.close();
    }

    @Test
    void aModelThatSuddenlyTakesTwentyTimesAsLongAnswersWhoCanWaitAndFailsWhoCannotInTime() throws Exception {
        Duration usual = Duration.ofMillis(5);
        batching.behave(after(usual));
        assertThat(failuresOf(callers(10, Duration.ofMinutes(1)))).isEmpty();

        batching.behave(after(usual.multipliedBy(20)));
        List<Future<Set<ErrorCode>>> patient = callers(5, Duration.ofMinutes(1));
        List<Future<Set<ErrorCode>>> hasty = callers(5, usual.multipliedBy(30));
        assertThat(failuresOf(patient)).isEmpty();
        assertThat(failuresOf(hasty)).isSubsetOf(List.of(ErrorCode.DEADLINE_PASSED));

        batching.behave(after(usual));
        allIsWell();
    }

    @Test
    void aFleetThatVanishesInMidBatchAndComesBackLosesWhatItHadAndServesTheNext() throws Exception {
        Held blocking = batching.blocked();
        List<Asked> lost = batching.waiting(1, 2, 3);
        blocking.answer();
        assertThat(batching.next().rows()).hasSize(3);
        List<Asked> queued = batching.waiting(4, 5);
        int port = batching.platform.fleet.port();
        batching.platform.fleet.kill();
        for (Asked asked : lost) {
            assertThat(asked.failure()).isEqualTo(ErrorCode.BACKEND_LOST);
        }
        for (Asked asked : queued) { // sent when the call before them has failed, into a connection that is going or gone
            assertThat(asked.failure()).isIn(ErrorCode.BACKEND_LOST, ErrorCode.BACKEND_UNAVAILABLE);
        }
        batching.awaitIdle();
        assertThat(failuresOf(callers(5, Duration.ofMinutes(1)))).contains(ErrorCode.BACKEND_UNAVAILABLE)
                .isSubsetOf(List.of(ErrorCode.BACKEND_LOST, ErrorCode.BACKEND_UNAVAILABLE));
        batching.awaitIdle();

        try (StandInServer back = StandInServer.startAt(port)) {
            Eventually.isTrue(() -> failuresOf(callers(1, Duration.ofMinutes(1))).isEmpty());
            allIsWell();
            assertThat(back.calls()).isPositive();
        }
    }

    @Test
    void aFleetThatComesAndGoesUnderLoadIsToldOfToTheCodeAndKeepsNobodyWaiting() throws Exception {
        batching.behave(after(Duration.ofMillis(2)));
        List<Future<Set<ErrorCode>>> running = callers(50, Duration.ofMinutes(1));
        int port = batching.platform.fleet.port();
        Eventually.isTrue(() -> batching.platform.fleet.calls() > 50);
        batching.platform.fleet.kill();
        try (StandInServer back = StandInServer.startAt(port)) {
            assertThat(failuresOf(running)).isSubsetOf(List.of(ErrorCode.BACKEND_LOST, ErrorCode.BACKEND_UNAVAILABLE));
            Eventually.isTrue(() -> failuresOf(callers(1, Duration.ofMinutes(1))).isEmpty());
            assertThat(back.calls()).isPositive();
            allIsWell();
        }
    }

    @Test
    void aServerThatLosesARowOfEachSharedCallIsAskedForEachRequestAlone() throws Exception {
        miscounts(rows -> rows.size() == 1 ? rows : rows.subList(1, rows.size()));
    }

    @Test
    void aServerThatAddsARowToEachSharedCallIsAskedForEachRequestAlone() throws Exception {
        miscounts(rows -> {
            List<Integer> more = new ArrayList<>(rows);
            return rows.size() == 1 || !more.add(0) ? rows : more;
        });
    }

    private void miscounts(UnaryOperator<List<Integer>> rows) throws Exception {
        Held blocking = batching.blocked();
        List<Future<Set<ErrorCode>>> running = callers(10, Duration.ofMinutes(1));
        batching.awaitWaiting(CALLERS);
        batching.behave(answering(rows));
        blocking.answer();
        assertThat(failuresOf(running)).isEmpty();
        assertThat(batching.platform.page("/v1/lanes")).contains("""
                "sharing":false""");
        allIsWell();
    }

    /** Nothing is left of what was, and every caller is answered. */
    private void allIsWell() throws Exception {
        batching.awaitIdle();
        assertThat(failuresOf(callers(3, Duration.ofMinutes(1)))).isEmpty();
        batching.awaitIdle();
    }

    /** Callers who each ask so many times, one after the other; what they get is their own rows or a failure, of which they tell. */
    private List<Future<Set<ErrorCode>>> callers(int requests, Duration patience) {
        List<Future<Set<ErrorCode>>> all = new ArrayList<>();
        for (int caller = 0; caller < CALLERS; caller++) {
            int first = 1_000 * caller;
            Callable<Set<ErrorCode>> asking = () -> {
                Set<ErrorCode> failures = ConcurrentHashMap.newKeySet();
                for (int row = first; row < first + requests; row++) {
                    try {
                        ModelInferResponse answer = batching.platform.caller.blocking()
                                .withDeadlineAfter(patience.toMillis(), TimeUnit.MILLISECONDS).modelInfer(request("id-" + row, row));
                        assertThat(answer).isEqualTo(Behaviour.echoOf(request("id-" + row, row)));
                    } catch (StatusRuntimeException failed) {
                        failures.add(OrchestratorFixture.codeOf(failed));
                    }
                }
                return failures;
            };
            all.add(threads.submit(asking));
        }
        return all;
    }

    private static Set<ErrorCode> failuresOf(List<Future<Set<ErrorCode>>> callers) throws Exception {
        Set<ErrorCode> all = ConcurrentHashMap.newKeySet();
        for (Future<Set<ErrorCode>> caller : callers) {
            all.addAll(caller.get(3, TimeUnit.MINUTES));
        }
        return all;
    }
}
