package io.outrigger.perf.hops;

import io.outrigger.perf.load.ClosedLoop;
import io.outrigger.perf.load.Load;
import io.outrigger.perf.load.Tally;
import io.outrigger.perf.load.Target;
import io.outrigger.perf.study.Samples;
import io.outrigger.perf.study.StudyOptions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A target whose process' own use of processors is known.
 *
 * @param used processor time of the process so far
 */
record CostedTarget(Target target, Supplier<Duration> used) {

    private static final int WARMUP_TURNS = 3;

    /**
     * What calls cost in it.
     *
     * @param cost_us processor time a call of each round
     * @param ratios beside the first target's in the same round
     */
    record Cost(String name, Tally tally, Samples cost_us, Samples ratios) {

        String row(Load load) {
            return String.format(Locale.ROOT, "| %s | %s | %.0f | %.0f | %.2f (%.2f–%.2f) |%n", load.describe(), name,
                    tally.answersPerSecond(), cost_us.median(), ratios.median(), ratios.quantile(0.25), ratios.quantile(0.75));
        }
    }

    static void warmUp(List<CostedTarget> all, StudyOptions options, Consumer<String> progress) throws InterruptedException {
        int callers = options.counts("callers").getLast();
        for (int turn = 0; turn < WARMUP_TURNS; turn++) {
            for (CostedTarget one : all) {
                new ClosedLoop(callers).warmUp(one.target(), options.seconds("warmup").dividedBy(WARMUP_TURNS), progress);
            }
        }
    }

    /**
     * In short slices by turns, each set beside the first target's of the same round: what disturbs the machine for longer than a round
     * disturbs all.
     */
    static List<Cost> measure(Load load, List<CostedTarget> all, StudyOptions options, Consumer<String> progress)
            throws InterruptedException {
        List<Cost> costs = all.stream().map(one -> new Cost(one.target().name(), new Tally(), new Samples(), new Samples())).toList();
        for (int round = 1; round <= options.count("rounds"); round++) {
            progress.accept(load.describe() + ", round " + round + " of " + options.count("rounds"));
            double first = 0;
            for (int i = 0; i < all.size(); i++) {
                double cost_us = all.get(i).slice(load, options.seconds("slice"), costs.get(i).tally());
                first = i == 0 ? cost_us : first;
                costs.get(i).cost_us().add(cost_us);
                costs.get(i).ratios().add(cost_us / first);
            }
        }
        return costs;
    }

    private double slice(Load load, Duration time, Tally tally) throws InterruptedException {
        long before = tally.answers();
        Duration start = used.get();
        load.drive(target, time, tally);
        if (tally.failures() > 0) {
            throw new IllegalStateException(target.name() + " failed: " + tally.firstFailure());
        }
        return used.get().minus(start).toNanos() / 1_000.0 / (tally.answers() - before);
    }
}
