package io.outrigger.perf;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The order of a run: every target is warmed up; then, for each load, the targets take turns in short slices. A neighbour on the machine, a
 * hot processor or a collector thus falls on all of them alike, and their ratio is worth more than any number alone.
 */
final class Measurement {
    private static final int WARMUP_CALLERS = 16;

    private final Options options;
    private final List<Target> targets;
    private final Consumer<String> progress;

    Measurement(Options options, List<Target> targets, Consumer<String> progress) {
        this.options = options;
        this.targets = List.copyOf(targets);
        this.progress = progress;
    }

    List<Result> run() throws InterruptedException {
        for (Target target : targets) {
            progress.accept("warming up " + target.name());
            new ClosedLoop(WARMUP_CALLERS).drive(target, options.warmup(), new Tally());
        }
        List<Result> results = new ArrayList<>();
        for (Load load : loads()) {
            results.addAll(measure(load));
        }
        return results;
    }

    private List<Load> loads() {
        return Stream.<Load>concat(options.callers().stream().map(ClosedLoop::new), options.rates().stream().map(OpenLoop::new)).toList();
    }

    private List<Result> measure(Load load) throws InterruptedException {
        List<Result> results = targets.stream().map(target -> new Result(load, target.name(), new Tally())).toList();
        for (int round = 1; round <= options.rounds(); round++) {
            progress.accept(load.describe() + ", round " + round + " of " + options.rounds());
            for (int i = 0; i < targets.size(); i++) {
                load.drive(targets.get(i), options.slice(), results.get(i).tally());
            }
        }
        return results;
    }
}
