package io.outrigger.perf;

import io.outrigger.perf.fleet.StandInFleet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * The processor time that a call costs in an inference-orchestrator, of one build or several, beside a {@link BareForwarder}; the fleet
 * behind all of them answers at once, in this process.
 *
 * <p>The hops take turns in short slices, and each slice is set beside the forwarder's of the same round: what disturbs the machine for
 * longer than a round disturbs both.
 */
final class HopComparison {
    private static final int WARMUP_TURNS = 3;

    private final Options options;
    private final Picture picture;
    private final Consumer<String> progress;

    HopComparison(Options options, Picture picture, Consumer<String> progress) {
        this.options = options;
        this.picture = picture;
        this.progress = progress;
    }

    /** One hop, and what its calls cost in each round. */
    private record Hop(HopProcess process, Target target, List<Double> costMicros, Tally tally) {
    }

    /** A Markdown table. */
    String run() throws IOException, InterruptedException {
        List<HopProcess> processes = new ArrayList<>();
        List<Target> targets = new ArrayList<>();
        try (StandInFleet fleet = StandInFleet.answeringAtOnce(picture)) {
            processes.add(HopProcess.forwarder(fleet.port()));
            for (int i = 0; i < options.hops().size(); i++) {
                processes.add(HopProcess.orchestrator("orchestrator " + (i + 1), Path.of(options.hops().get(i)), fleet.port()));
            }
            for (HopProcess process : processes) {
                targets.add(GrpcTarget.open(process.name(), "127.0.0.1:" + process.listening().port(), "", options.model(),
                        options.version(), picture));
            }
            return measured(processes, targets);
        } finally {
            targets.forEach(Target::close);
            processes.forEach(HopProcess::close);
        }
    }

    private String measured(List<HopProcess> processes, List<Target> targets) throws InterruptedException {
        for (int turn = 0; turn < WARMUP_TURNS; turn++) {
            for (Target target : targets) {
                progress.accept("warming up " + target.name());
                new ClosedLoop(options.callers().getLast()).drive(target, options.warmup().dividedBy(WARMUP_TURNS), new Tally());
            }
        }
        StringBuilder report = new StringBuilder("""
                | Load | Hop | Answers/s | Processor time a call, µs | of the forwarder's, median (quartiles) |
                |---|---|---:|---:|---:|
                """);
        for (int callers : options.callers()) {
            List<Hop> hops = new ArrayList<>();
            for (int i = 0; i < processes.size(); i++) {
                hops.add(new Hop(processes.get(i), targets.get(i), new ArrayList<>(), new Tally()));
            }
            measure(new ClosedLoop(callers), hops);
            hops.forEach(hop -> report.append(row(new ClosedLoop(callers), hop, hops.getFirst())));
        }
        return report.toString();
    }

    private void measure(ClosedLoop load, List<Hop> hops) throws InterruptedException {
        for (int round = 1; round <= options.rounds(); round++) {
            progress.accept(load.describe() + ", round " + round + " of " + options.rounds());
            for (Hop hop : hops) {
                long before = hop.tally().answers();
                Duration used = hop.process().processorTime();
                load.drive(hop.target(), options.slice(), hop.tally());
                used = hop.process().processorTime().minus(used);
                if (hop.tally().failures() > 0) {
                    throw new IllegalStateException(hop.target().name() + " failed: " + hop.tally().firstFailure());
                }
                hop.costMicros().add(used.toNanos() / 1_000.0 / (hop.tally().answers() - before));
            }
        }
    }

    private static String row(ClosedLoop load, Hop hop, Hop forwarder) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < hop.costMicros().size(); round++) {
            ratios.add(hop.costMicros().get(round) / forwarder.costMicros().get(round));
        }
        return String.format(Locale.ROOT, "| %s | %s | %.0f | %.0f | %.2f (%.2f–%.2f) |%n", load.describe(), hop.target().name(),
                hop.tally().answersPerSecond(), quantile(hop.costMicros(), 0.5), quantile(ratios, 0.5), quantile(ratios, 0.25),
                quantile(ratios, 0.75));
    }

    private static double quantile(List<Double> values, double share) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get((int) Math.round(share * (sorted.size() - 1)));
    }
}
