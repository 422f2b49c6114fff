package io.outrigger.orchestrator.batching;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.chassis.headers.Priority;
import io.outrigger.orchestrator.batching.BatchCommand.Dispatch;
import io.outrigger.orchestrator.batching.BatchCommand.Drop;
import io.outrigger.orchestrator.batching.BatchEvent.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Decisions, one at a time. */
class BatcherTest {

    private static final long NEVER = Long.MAX_VALUE;

    private final Batcher<String> batcher =
            new Batcher<>(new QueueLimits(1_000, Long.MAX_VALUE, 16, Long.MAX_VALUE, 0.1),
                    lane -> new LanePolicy(16, Long.MAX_VALUE, ModelInstances.UNKNOWN, 64));
    private final List<BatchCall<String>> sent = new ArrayList<>();
    private final List<String> dropped = new ArrayList<>();
    private long now;

    @Test
    void whileNothingIsInFlightARequestGoesAtOnceAndThenEverythingThatWaitsGoesTogether() {
        arrive("a", "m", 1);
        assertThat(items(take())).containsExactly("a");
        arrive("b", "m", 1);
        arrive("c", "m", 1);
        assertThat(sent).isEmpty();
    }

    @Test
    void aServerThatTakesFewerRowsThanIsRegisteredIsFoundOut() {
        Predicate<BatchCall<String>> fits = call -> call.rows() <= 5;
        arrive("first", "m", 1);
        BatchCall<String> blocking = take();
        for (int i = 0; i < 160; i++) {
            arrive("r" + i, "m", 1);
        }
        end(blocking, Outcome.ANSWERED);
        int refused = 0;
        while (!sent.isEmpty()) {
            BatchCall<String> call = take();
            refused += fits.test(call) ? 0 : 1;
            end(call, fits.test(call) ? Outcome.ANSWERED : Outcome.CONTENT);
        }
        assertThat(batcher.waiting()).isZero();
        assertThat(batcher.lanes().getFirst().rowsMax()).isEqualTo(4);
        assertThat(refused).as("calls that were refused while it was found out").isLessThanOrEqualTo(12);
    }

    @Test
    void aHiccupOfAServerIsNoLimit() {
        for (int round = 0; round < 20; round++) {
            arrive("first", "m", 1);
            BatchCall<String> blocking = take();
            for (int i = 0; i < 32; i++) {
                arrive("r" + i, "m", 1);
            }
            end(blocking, Outcome.ANSWERED);
            end(take(), Outcome.CONTENT);
            while (!sent.isEmpty()) {
                end(take(), Outcome.ANSWERED);
            }
        }
        assertThat(batcher.lanes().getFirst().rowsMax()).isEqualTo(16);
    }

    @Test
    void aBadRequestDoesNotMakeCallsSmaller() {
        arrive("first", "m", 1);
        BatchCall<String> blocking = take();
        for (int i = 0; i < 16; i++) {
            arrive(i == 11 ? "bad" : "good", "m", 1);
        }
        end(blocking, Outcome.ANSWERED);
        while (!sent.isEmpty()) {
            BatchCall<String> call = take();
            end(call, items(call).contains("bad") ? Outcome.CONTENT : Outcome.ANSWERED);
        }
        assertThat(batcher.lanes().getFirst().rowsMax()).isEqualTo(16);
        assertThat(batcher.lanes().getFirst().splits()).isEqualTo(4);
    }

    @Test
    void aModelThatHangsDoesNotStopAnother() {
        arrive("hangs", "slow", 1);
        take();
        arrive("waits", "slow", 1);
        arrive("goes", "quick", 1);
        assertThat(items(take())).containsExactly("goes");
    }

    @Test
    void jobRowsWaitForLiveRowsButNotForEver() {
        arrive("first", "m", 1);
        BatchCall<String> inFlight = take();
        request("job", "m", 1, Priority.JOB);
        int calls = 0;
        boolean jobWent = false;
        while (!jobWent && calls < 100) {
            arrive("live", "m", 1);
            end(inFlight, Outcome.ANSWERED);
            jobWent = sent.stream().anyMatch(call -> items(call).contains("job"));
            inFlight = sent.removeFirst();
            sent.forEach(extra -> end(extra, Outcome.ANSWERED));
            sent.clear();
            calls++;
        }
        assertThat(jobWent).isTrue();
    }

    @Test
    void aLaneForEachRequestIsForgottenAgain() {
        for (int i = 0; i < 900; i++) {
            on(new BatchEvent.Arrived<>(new QueuedRequest<>("r" + i, new LaneKey("m", i), 1, 1, "", "", Priority.LIVE, NEVER)));
        }
        assertThat(batcher.lanes()).hasSize(900);
        int answered = 0;
        while (!sent.isEmpty()) {
            end(take(), Outcome.ANSWERED);
            answered++;
        }
        assertThat(answered).isEqualTo(900);
        assertThat(batcher.lanes()).as("lanes that are remembered").hasSize(16);
    }

    @Test
    void aModelThatBecomesTwentyTimesAsSlowAnswersWhoHasTimeAndDropsTheOthers() {
        SimulatedFleet fleet = new SimulatedFleet(1, 6);
        Simulation simulation = new Simulation(fleet, Simulation.batcher(fleet, ModelInstances.UNKNOWN));
        SimulatedFleet.Model model = SimulatedFleet.Model.RESNET;
        double full = model.millis(Simulation.ROWS_MAX);
        simulation.openLoop(model, 2_000, 10 * full);
        simulation.measure(1_000);
        fleet.slowness(20);
        simulation.measure(1_000);
        fleet.slowness(1);
        simulation.measure(2_000);
        Simulation.Seen after = simulation.measure(2_000);
        assertThat(after.dropped()).as("drops when all is well again").isZero();
        assertThat(after.goodput()).isGreaterThan(1_900);
    }

    @Test
    void whoWillBeTooLateLetsOthersGoFirstWhileNothingIsInFlightAndIsNotDropped() {
        arrive("first", "m", 1);
        end(take(), Outcome.ANSWERED); // so that a call is known to take 1,000
        arrive("blocking", "m", 1);
        until("late", now + 1_500);
        arrive("in time", "m", 1);
        end(take(), Outcome.ANSWERED);
        assertThat(items(take())).containsExactly("in time");
        assertThat(dropped).isEmpty();
    }

    @Test
    void whoWillBeTooLateGoesWhereNobodyElseWaits() {
        arrive("first", "m", 1);
        end(take(), Outcome.ANSWERED);
        arrive("blocking", "m", 1);
        until("late", now + 1_500);
        end(take(), Outcome.ANSWERED);
        assertThat(items(take())).containsExactly("late");
    }

    @Test
    void whatIsTooMuchForTheQueueIsRefusedAtOnce() {
        for (int i = 0; i < 1_100; i++) {
            arrive("r" + i, "m", 1);
        }
        assertThat(dropped).hasSize(1_100 - 1 - 1_000).contains("r1099").doesNotContain("r1000");
    }

    private void arrive(String item, String model, int rows) {
        request(item, model, rows, Priority.LIVE);
    }

    private void request(String item, String model, int rows, Priority priority) {
        on(new BatchEvent.Arrived<>(new QueuedRequest<>(item, new LaneKey(model, ""), rows, 1, "", "", priority, NEVER)));
    }

    private void until(String item, long deadline) {
        on(new BatchEvent.Arrived<>(new QueuedRequest<>(item, new LaneKey("m", ""), 1, 1, "", "", Priority.LIVE, deadline)));
    }

    private void end(BatchCall<String> call, Outcome outcome) {
        now += 1_000;
        on(new BatchEvent.Ended<>(call, outcome));
    }

    private void on(BatchEvent<String> event) {
        for (BatchCommand<String> command : batcher.on(event, now)) {
            if (command instanceof Dispatch<String>(BatchCall<String> call, DispatchReason reason)) {
                sent.add(call);
            } else if (command instanceof Drop<String>(QueuedRequest<String> request, DropReason reason, int _)) {
                dropped.add(request.item());
            }
        }
    }

    private BatchCall<String> take() {
        return sent.removeFirst();
    }

    private static List<String> items(BatchCall<String> call) {
        return call.requests().stream().map(request -> request.item()).toList();
    }
}
