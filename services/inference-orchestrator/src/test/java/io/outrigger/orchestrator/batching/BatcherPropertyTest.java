package io.outrigger.orchestrator.batching;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.chassis.headers.Priority;
import io.outrigger.orchestrator.batching.BatchEvent.Outcome;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What holds whatever happens in whatever order; {@link CheckedBatcher} looks after every event. */
class BatcherPropertyTest {

    private static final long NEVER = Long.MAX_VALUE;

    /** One thing that happens; each is tried on a batcher in some state. */
    private interface Step {
        void on(CheckedBatcher batcher);
    }

    @Property(tries = 2_000)
    void everyRequestEndsOnceAndEveryRuleHolds(@ForAll("traces") List<Step> trace) {
        CheckedBatcher batcher = new CheckedBatcher();
        trace.forEach(step -> step.on(batcher));
        batcher.finish();
        assertThat(batcher.unended()).isEmpty();
        assertThat(batcher.waiting()).isZero();
    }

    @Property(tries = 200)
    void theSameTraceGivesTheSameDecisions(@ForAll("traces") List<Step> trace) {
        CheckedBatcher one = new CheckedBatcher();
        CheckedBatcher other = new CheckedBatcher();
        trace.forEach(step -> step.on(one));
        trace.forEach(step -> step.on(other));
        assertThat(one.decisions()).isEqualTo(other.decisions());
    }

    @Provide
    Arbitrary<List<Step>> traces() {
        return Arbitraries.frequencyOf(
                Tuple.of(10, arrivals()), Tuple.of(6, ends()), Tuple.of(2, leavings()),
                Tuple.of(3, pauses()), Tuple.of(1, news())).list().ofMaxSize(150);
    }

    private static Arbitrary<Step> arrivals() {
        Arbitrary<Long> patience = Arbitraries.oneOf(Arbitraries.just(NEVER), Arbitraries.longs().between(0, 400));
        return Combinators.combine(Arbitraries.integers().between(0, 3), Arbitraries.integers().between(1, CheckedBatcher.ROWS_MAX),
                Arbitraries.of("a", "b", "c"), Arbitraries.of(Priority.LIVE, Priority.LIVE, Priority.JOB), patience)
                .as((lane, rows, tenant, priority, time) -> batcher -> batcher.arrive(lane, rows, tenant, priority, time));
    }

    private static Arbitrary<Step> ends() {
        return Combinators.combine(Arbitraries.integers().between(0, 20), Arbitraries.frequency(
                Tuple.of(6, Outcome.ANSWERED), Tuple.of(1, Outcome.TRIED), Tuple.of(2, Outcome.CONTENT),
                Tuple.of(1, Outcome.MISFIT), Tuple.of(1, Outcome.FAILED)))
                .as((call, outcome) -> batcher -> batcher.end(call, outcome));
    }

    private static Arbitrary<Step> leavings() {
        return Arbitraries.integers().between(0, 200).map(request -> batcher -> batcher.leave(request));
    }

    private static Arbitrary<Step> news() {
        return Combinators.combine(Arbitraries.integers().between(0, 1), Arbitraries.integers().between(1, 20), Arbitraries.of(true, false),
                Arbitraries.longs().between(0, 200))
                .as((model, count, exact, way) -> batcher -> batcher.inform(model, new ModelInstances(count, exact, way)));
    }

    private static Arbitrary<Step> pauses() {
        return Arbitraries.longs().between(1, 100).map(nanos -> batcher -> batcher.pass(nanos));
    }
}
