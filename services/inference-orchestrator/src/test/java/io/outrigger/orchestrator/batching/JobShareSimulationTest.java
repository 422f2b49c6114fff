package io.outrigger.orchestrator.batching;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.chassis.headers.Priority;
import io.outrigger.orchestrator.batching.SimulatedFleet.Model;
import io.outrigger.orchestrator.batching.Simulation.Seen;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What jobs that never end cost live requests, and what they get, by the share of calls that is theirs. It prints its table. */
class JobShareSimulationTest {

    private static final List<Double> SHARES = List.of(0.0, 0.02, 0.1, 0.25, 0.5);

    /** Of live requests and of jobs beside them; a goodput is rows a second. */
    private record Both(Seen live, Seen jobs) {
    }

    @Test
    void theMoreCallsJobsGetTheLongerLiveRequestsWait() {
        System.out.println("model, executors, share of jobs, beside live requests that take half the capacity: "
                + "live p99 ÷ that without jobs, job rows ÷ the capacity that live rows leave");
        for (Model model : List.of(Model.MLP, Model.RESNET, Model.TRANSFORMER)) {
            for (int executors : List.of(1, 4)) {
                double capacity = capacity(model, executors);
                double alone = run(model, executors, 0, capacity / 2, 0).live().p99();
                for (double share : SHARES) {
                    Both both = run(model, executors, share, capacity / 2, 2);
                    double left = capacity - both.live().goodput();
                    System.out.printf("%s, %d, %.2f: %.2f, %.2f%n", model.name(), executors, share, both.live().p99() / alone,
                            both.jobs().goodput() / left);
                    String which = model.name() + " " + executors + " " + share;
                    assertThat(both.live().goodput()).as(which).isGreaterThan(0.45 * capacity);
                    assertThat(both.jobs().goodput()).as(which).isGreaterThanOrEqualTo(0.5 * share * capacity);
                    assertThat(both.live().p99()).as(which).isLessThan(share > 0.1 ? Double.POSITIVE_INFINITY : 15 * alone);
                }
            }
        }
    }

    @Test
    void jobsWithoutAShareGoWhereNoLiveRequestWaits() {
        for (Model model : List.of(Model.MLP, Model.RESNET, Model.TRANSFORMER)) {
            double capacity = capacity(model, 1);
            Both both = run(model, 1, 0, capacity / 100, 2);
            assertThat(both.jobs().goodput()).as(model.name()).isGreaterThan(0.5 * capacity);
        }
    }

    @Test
    void jobsHaveTheirShareOfCallsWhereLiveRequestsLeaveNothingAndNoneWhereItIsZero() {
        for (int executors : List.of(1, 4)) {
            double capacity = capacity(Model.RESNET, executors);
            for (double share : SHARES) {
                Both both = run(Model.RESNET, executors, share, 3 * capacity, 2);
                double part = both.jobs().goodput() / capacity;
                System.out.printf("%s, %d, %.2f, three times the capacity: job rows %.3f of it%n", Model.RESNET.name(), executors, share,
                        part);
                assertThat(part).isBetween(0.5 * share, 1.5 * share);
            }
        }
    }

    private static double capacity(Model model, int executors) {
        return executors * Simulation.ROWS_MAX / model.millis(Simulation.ROWS_MAX) * 1e3;
    }

    /** Live requests, so many a second, beside jobs that would fill so many full calls of each executor. */
    private static Both run(Model model, int executors, double share, double livePerSecond, int jobCalls) {
        SimulatedFleet fleet = new SimulatedFleet(executors, 6);
        Simulation.Batching batching = Simulation.batcher(fleet, new ModelInstances(executors, true, 100_000), share);
        Simulation live = new Simulation(fleet, batching);
        Simulation jobs = new Simulation(fleet, batching);
        double full = model.millis(Simulation.ROWS_MAX);
        live.openLoop(model, livePerSecond, livePerSecond > capacity(model, executors) ? 10 * full : 0);
        jobs.closedLoop(model, jobCalls * executors * Simulation.ROWS_MAX, "", Priority.JOB);
        live.measure(100 * full);
        jobs.forget();
        Seen seen = live.measure(400 * full);
        return new Both(seen, jobs.seen(400 * full));
    }
}
