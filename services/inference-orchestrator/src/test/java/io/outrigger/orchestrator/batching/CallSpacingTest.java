package io.outrigger.orchestrator.batching;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.chassis.headers.Priority;
import io.outrigger.orchestrator.batching.BatchEvent.Outcome;
import io.outrigger.orchestrator.batching.SimulatedFleet.Model;
import io.outrigger.orchestrator.batching.Simulation.Batching;
import io.outrigger.orchestrator.batching.Simulation.Seen;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls to two instances, each of which takes 20, and what that is worth before simulated fleets. */
class CallSpacingTest {

    private static final long CALL_NANOS = 20;
    private static final int ROWS_USUAL = 8;
    private static final long NEVER = Long.MAX_VALUE;

    private final Batcher<String> batcher = new Batcher<>(new QueueLimits(1_000, Long.MAX_VALUE, 16, Long.MAX_VALUE, 0.1),
            lane -> new LanePolicy(16, Long.MAX_VALUE, new ModelInstances(2, true, 0), 64));
    private final Deque<BatchCall<String>> inFlight = new ArrayDeque<>();
    private long now;
    private long wakesAt;

    /** Calls of eight rows, one every 10; the last has just gone. */
    @BeforeEach
    void callsThatComeOneAfterAnother() {
        arrive(1);
        now += CALL_NANOS;
        end();
        arrive(1);
        now += CALL_NANOS / 2;
        arrive(1);
        for (int call = 0; call < 40; call++) {
            arrive(ROWS_USUAL);
            now += CALL_NANOS / 2;
            end();
        }
        assertThat(inFlight).hasSize(2).allMatch(call -> call.rows() >= ROWS_USUAL - 1);
    }

    @Test
    void afterACallThatHasJustGoneFewRowsAreKeptUntilHalfACallHasPassed() {
        arrive(3);
        now += 2;
        end();
        assertThat(inFlight).hasSize(1);
        assertThat(wakesAt).isBetween(now + 1, now - 2 + CALL_NANOS / 2);
        now = wakesAt;
        on(new BatchEvent.Tick<>());
        assertThat(inFlight.getLast().rows()).isEqualTo(3);
    }

    @Test
    void clearlyMoreRowsThanUsualGoAtOnce() {
        arrive(3);
        now += 2;
        end();
        arrive(ROWS_USUAL - 3);
        assertThat(inFlight).as("as many as usual").hasSize(1);
        arrive(ROWS_USUAL / 4);
        assertThat(inFlight.getLast().rows()).isGreaterThan(ROWS_USUAL);
    }

    @Test
    void whoWouldBeTooLateIsNotKept() {
        request(Priority.LIVE, now + 2 + 3 * CALL_NANOS / 2);
        now += 2;
        end();
        assertThat(wakesAt).isLessThan(now - 2 + CALL_NANOS / 2);
        now = wakesAt;
        on(new BatchEvent.Tick<>());
        assertThat(inFlight).hasSize(2);
    }

    @Test
    void jobRowsDoNotGoWhereLiveRowsAreKept() {
        arrive(1);
        now += 2;
        end();
        assertThat(inFlight).hasSize(1);
        request(Priority.JOB, NEVER);
        assertThat(inFlight.getLast().priority()).isEqualTo(Priority.LIVE);
    }

    @Test
    void whenTheOtherInstancesAreFreeNothingIsKept() {
        arrive(1);
        now += 2;
        end();
        end();
        assertThat(inFlight).hasSize(1);
        assertThat(inFlight.getFirst().rows()).isEqualTo(1);
    }

    /** Beside as many calls in flight, of which each takes everything that waits. */
    @Test
    void callersBeforeSeveralInstancesAreAnsweredSooner() {
        System.out.println("model, instances, callers: mean beside calls that take everything");
        for (Model model : List.of(Model.RESNET, Model.TRANSFORMER)) {
            for (int callers : List.of(24, 48, 100, 256)) {
                assertThat(besideGreedy(model, callers)).as(model.name() + " " + callers).isLessThan(callers < 200 ? 0.95 : 1.05);
            }
        }
        assertThat(besideGreedy(Model.NO_GAIN, 48)).isLessThan(1.1);
        assertThat(besideGreedy(Model.MLP, 256)).isLessThan(1.1);
    }

    private static double besideGreedy(Model model, int callers) {
        SimulatedFleet fleet = new SimulatedFleet(4, 1);
        double spaced = mean(fleet, Simulation.batcher(fleet, new ModelInstances(4, true, SimulatedFleet.nanos(0.1))), model, callers);
        SimulatedFleet other = new SimulatedFleet(4, 1);
        double greedy = mean(other, Simulation.natural(other, 4), model, callers);
        System.out.printf("%s, 4, %d: %.2f%n", model.name(), callers, spaced / greedy);
        return spaced / greedy;
    }

    private static double mean(SimulatedFleet fleet, Batching batching, Model model, int callers) {
        Simulation simulation = new Simulation(fleet, batching);
        simulation.closedLoop(model, callers, "");
        simulation.measure(2_000);
        Seen seen = simulation.measure(4_000);
        return seen.mean();
    }

    private void arrive(int requests) {
        for (int i = 0; i < requests; i++) {
            request(Priority.LIVE, NEVER);
        }
    }

    private void request(Priority priority, long deadline) {
        on(new BatchEvent.Arrived<>(new QueuedRequest<>("", new LaneKey("m", ""), 1, 1, "", "", priority, deadline)));
    }

    /** The call ends that was sent first. */
    private void end() {
        on(new BatchEvent.Ended<>(inFlight.removeFirst(), Outcome.ANSWERED));
    }

    private void on(BatchEvent<String> event) {
        wakesAt = NEVER;
        for (BatchCommand<String> command : batcher.on(event, now)) {
            switch (command) {
                case BatchCommand.Dispatch<String>(BatchCall<String> call, DispatchReason _) -> inFlight.add(call);
                case BatchCommand.WakeAt<String>(long nanos) -> wakesAt = nanos;
                default -> { }
            }
        }
    }
}
