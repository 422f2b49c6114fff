package io.outrigger.orchestrator.batching;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.orchestrator.batching.SimulatedFleet.Model;
import io.outrigger.orchestrator.batching.Simulation.Seen;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The batcher before simulated fleets, beside the best fixed number of calls in flight. It prints its table; time is simulated. */
class BatchingSimulationTest {

    private static final List<Model> MODELS = List.of(Model.MLP, Model.RESNET,
            Model.NO_GAIN, Model.TRANSFORMER);

    @Test
    void learnsAboutAsManySlotsAsWouldBeRight() {
        System.out.println("model, executors, callers: slots, p50 and p99 against the best fixed number of slots");
        for (Model model : MODELS) {
            for (int executors : List.of(1, 4)) {
                for (int callers : List.of(1, 16, 256)) {
                    compare(model, executors, callers);
                }
            }
        }
    }

    @Test
    void keepsAsManySlotsAsTheInstancesNeedWhereTheirNumberIsKnown() {
        System.out.println("model, instances, way, callers: slots, mean against the best fixed number of slots");
        for (Model model : MODELS) {
            for (int instances : List.of(1, 4)) {
                for (double way : List.of(0.05, 1.0)) {
                    for (int callers : List.of(4, 16, 256)) {
                        compareKnown(model, instances, way, callers);
                    }
                }
            }
        }
    }

    @Test
    void servesMostOfWhatFitsInOverload() {
        for (Model model : List.of(Model.MLP, Model.RESNET, Model.TRANSFORMER)) {
            for (int executors : List.of(1, 4)) {
                for (double wayBack : List.of(0.0, 0.3)) {
                    overload(model, executors, ModelInstances.UNKNOWN, wayBack);
                    overload(model, executors, new ModelInstances(executors, true, 100_000), wayBack);
                }
            }
        }
    }

    /** @param wayBack to the caller, in full calls */
    private static void overload(Model model, int executors, ModelInstances instances, double wayBack) {
        SimulatedFleet fleet = new SimulatedFleet(executors, 2);
        Simulation.Batching batching = Simulation.batcher(fleet, instances);
        Simulation simulation = new Simulation(fleet, batching);
        double full = model.millis(Simulation.ROWS_MAX);
        double capacity = executors * Simulation.ROWS_MAX / full * 1e3;
        simulation.openLoop(model, 2 * capacity, 4 * full, wayBack * full);
        simulation.measure(100 * full);
        Seen seen = simulation.measure(400 * full);
        System.out.printf("%s, %d, %s, way back %.1f, twice its capacity: goodput %.2f of it, p99 %.1f of 4 full calls, slots %d%n",
                model.name(), executors, instances.exact() ? "known" : "learned", wayBack, seen.goodput() / capacity, seen.p99() / full,
                batching.slots());
        assertThat(seen.goodput()).as(model.name() + " " + executors + " " + instances).isGreaterThan(0.89 * capacity);
    }

    @Test
    void nobodyWaitsForOthersRowsWhereThatGainsNothing() {
        for (Model model : List.of(Model.NO_GAIN, Model.LOSES)) {
            for (int executors : List.of(1, 4)) {
                beside(model, executors, ModelInstances.UNKNOWN, 0.7);
                for (double load : List.of(0.7, 0.9)) {
                    beside(model, executors, new ModelInstances(executors, true, 100_000), load);
                }
            }
        }
    }

    /** In time is within about one and a half full calls: with n instances one starts each nth of what it takes. */
    @Test
    void nearlyEverybodyIsInTimeBeforeSeveralInstances() {
        for (Model model : List.of(Model.RESNET, Model.TRANSFORMER, Model.LARGE)) {
            for (int instances : List.of(4, 8)) {
                for (double load : List.of(0.3, 0.5, 0.7)) {
                    inTime(model, instances, load);
                }
            }
        }
    }

    /** @param load as a share of what the fleet answers in full calls */
    private static void inTime(Model model, int instances, double load) {
        double full = model.millis(Simulation.ROWS_MAX);
        double way = 0.02 * full;
        SimulatedFleet fleet = away(instances, way);
        fleet.withoutStragglers();
        Simulation simulation = new Simulation(fleet,
                Simulation.batcher(fleet, new ModelInstances(instances, true, 2 * SimulatedFleet.nanos(way))));
        simulation.openLoop(model, load * instances * Simulation.ROWS_MAX / full * 1e3, 0);
        simulation.measure(100 * full);
        Seen seen = simulation.measure(500 * full);
        System.out.printf("%s, %d, known, load %.1f: p50 %.2f, p99 %.2f full calls%n", model.name(), instances, load, seen.p50() / full,
                seen.p99() / full);
        assertThat(seen.p99()).as(model.name() + " " + instances + " " + load).isLessThan(1.55 * full);
    }

    /** @param load as a share of what the fleet answers row by row */
    private static void beside(Model model, int executors, ModelInstances instances, double load) {
        double perSecond = load * executors / model.millis(1) * 1e3;
        Seen alone = openLoop(model, executors, perSecond, fleet -> Simulation.alone(fleet, executors + 1));
        Seen seen = openLoop(model, executors, perSecond, fleet -> Simulation.batcher(fleet, instances));
        System.out.printf("%s, %d, %s, load %.2f: p50 %.2f, p99 %.2f of those of requests that go alone%n", model.name(), executors,
                instances.exact() ? "known" : "learned", load, seen.p50() / alone.p50(), seen.p99() / alone.p99());
        assertThat(seen.p99()).as(model.name() + " " + executors + " " + instances + " " + load).isLessThan(1.5 * alone.p99());
    }

    private static Seen openLoop(Model model, int executors, double perSecond, Function<SimulatedFleet, Simulation.Batching> batching) {
        SimulatedFleet fleet = new SimulatedFleet(executors, 9);
        Simulation simulation = new Simulation(fleet, batching.apply(fleet));
        simulation.openLoop(model, perSecond, 0);
        simulation.measure(120_000);
        return simulation.measure(300_000);
    }

    @Test
    void followsAFleetThatGrowsAndShrinksAndAModelThatBecomesSlower() {
        SimulatedFleet fleet = new SimulatedFleet(1, 3);
        Simulation.Batching batching = Simulation.batcher(fleet, ModelInstances.UNKNOWN);
        Simulation simulation = new Simulation(fleet, batching);
        simulation.closedLoop(Model.RESNET, 256, "");
        simulation.measure(1_000);
        assertThat(batching.slots()).isBetween(1, 3);
        fleet.executors(4);
        simulation.measure(1_000);
        assertThat(batching.slots()).isBetween(4, 7);
        fleet.slowness(2);
        simulation.measure(4_000);
        assertThat(batching.slots()).isBetween(4, 7);
        fleet.slowness(1);
        fleet.executors(1);
        simulation.measure(4_000);
        assertThat(batching.slots()).isBetween(1, 3);
    }

    @Test
    void twoModelsShareAFleetEvenly() {
        SimulatedFleet fleet = new SimulatedFleet(1, 4);
        Simulation.Batching shared = Simulation.batcher(fleet, ModelInstances.UNKNOWN);
        Simulation one = new Simulation(fleet, shared);
        Simulation other = new Simulation(fleet, shared);
        one.closedLoop(Model.RESNET, 128, "");
        other.closedLoop(Model.TRANSFORMER, 128, "");
        one.measure(1_000);
        long from = fleet.now();
        Seen seen = one.measure(4_000);
        System.out.printf("two models on a fleet: slots %d, ResNet p50 %.1f ms, p99 %.1f ms%n", shared.slots(), seen.p50(), seen.p99());
        assertThat(fleet.now()).isGreaterThan(from);
        double both = Model.RESNET.millis(Simulation.ROWS_MAX) + Model.TRANSFORMER.millis(Simulation.ROWS_MAX);
        assertThat(seen.p50()).isLessThan(3 * both);
    }

    @Test
    void aQuietTenantDoesNotPayForOneThatFloods() {
        Seen alone = quietTenant(0);
        Seen beside = quietTenant(2_000);
        System.out.printf("a quiet tenant beside one with 2,000 callers: p99 %.2f of alone beside 60%n", beside.p99() / alone.p99());
        assertThat(beside.p99()).isLessThan(1.5 * alone.p99());
    }

    /** It is in the first call that is sent after it came: what is left of a call, and then its own, which others fill. */
    @Test
    void aQuietTenantWaitsForNoMoreThanOneFullCallBeforeItsOwn() {
        for (int instances : List.of(1, 4)) {
            SimulatedFleet fleet = new SimulatedFleet(instances, 7);
            Simulation.Batching batching = Simulation.batcher(fleet, new ModelInstances(instances, true, 100_000));
            Simulation quiet = new Simulation(fleet, batching);
            double full = Model.TRANSFORMER.millis(Simulation.ROWS_MAX);
            new Simulation(fleet, batching).closedLoop(Model.TRANSFORMER, 1_000 * instances, "flood");
            quiet.closedLoop(Model.TRANSFORMER, 1, "quiet");
            quiet.measure(100 * full);
            Seen seen = quiet.measure(1_000 * full);
            System.out.printf("a quiet tenant before %d instances that another floods: p50 %.2f, p99 %.2f, mean %.2f full calls%n",
                    instances, seen.p50() / full, seen.p99() / full, seen.mean() / full);
            assertThat(seen.p50()).isLessThan(2.1 * full);
            assertThat(seen.mean()).as("a few calls take four times as long").isLessThan(2.2 * full);
        }
    }

    private static Seen quietTenant(int flood) {
        SimulatedFleet fleet = new SimulatedFleet(1, 5);
        Simulation.Batching batching = Simulation.batcher(fleet, ModelInstances.UNKNOWN);
        Simulation quiet = new Simulation(fleet, batching);
        new Simulation(fleet, batching).closedLoop(Model.RESNET, 60 + flood, "flood");
        quiet.closedLoop(Model.RESNET, 2, "quiet");
        quiet.measure(500);
        return quiet.measure(2_000);
    }

    private static void compare(Model model, int executors, int callers) {
        Simulation.Batching[] own = new Simulation.Batching[1];
        Seen learned = closed(new SimulatedFleet(executors, 1), model, callers,
                fleet -> own[0] = Simulation.batcher(fleet, ModelInstances.UNKNOWN));
        Seen right = closed(new SimulatedFleet(executors, 1), model, callers, fleet -> Simulation.natural(fleet, executors + 1));
        System.out.printf("%s, %d, %d: %d, %.2f, %.2f, mean %.2f%n", model.name(), executors, callers, own[0].slots(),
                learned.p50() / right.p50(), learned.p99() / right.p99(), learned.mean() / right.mean());
        assertThat(learned.mean()).as(model.name() + " " + executors + " " + callers).isLessThan(1.5 * right.mean());
    }

    private static void compareKnown(Model model, int count, double way, int callers) {
        Simulation.Batching[] own = new Simulation.Batching[1];
        ModelInstances instances = new ModelInstances(count, true, 2 * SimulatedFleet.nanos(way));
        Seen known = closed(away(count, way), model, callers, fleet -> own[0] = Simulation.batcher(fleet, instances));
        double best = IntStream.of(count, count + 1, 2 * count + 2, 5 * count).mapToDouble(slots ->
                closed(away(count, way), model, callers, fleet -> Simulation.natural(fleet, slots)).mean()).min().orElseThrow();
        System.out.printf("%s, %d, %.2f, %d: %d, %.2f%n", model.name(), count, way, callers, own[0].slots(), known.mean() / best);
        assertThat(known.mean()).as(model.name() + " " + count + " " + way + " " + callers).isLessThan(1.4 * best);
    }

    private static SimulatedFleet away(int executors, double millis) {
        SimulatedFleet fleet = new SimulatedFleet(executors, 1);
        fleet.network(millis);
        return fleet;
    }

    private static Seen closed(SimulatedFleet fleet, Model model, int callers,
            Function<SimulatedFleet, Simulation.Batching> batching) {
        Simulation simulation = new Simulation(fleet, batching.apply(fleet));
        simulation.closedLoop(model, callers, "");
        simulation.measure(2_000);
        return simulation.measure(4_000);
    }
}
