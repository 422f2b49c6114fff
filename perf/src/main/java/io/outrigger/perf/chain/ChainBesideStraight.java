package io.outrigger.perf.chain;

import io.outrigger.perf.load.ClosedLoop;
import io.outrigger.perf.load.GrpcTarget;
import io.outrigger.perf.load.Tally;
import io.outrigger.perf.load.Target;
import io.outrigger.perf.models.Network;
import io.outrigger.perf.study.Chart;
import io.outrigger.perf.study.Findings;
import io.outrigger.perf.study.Samples;
import io.outrigger.perf.study.Study;
import io.outrigger.perf.study.StudyOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The model server straight, alone and with its own batching, and the chain before it with batching off and on, in turn. */
public final class ChainBesideStraight implements Study {

    /** As with batching off: these callers come again at once. */
    private static final Map<String, String> NOBODY_IS_SHED = Map.of("BATCHING_WAIT_MAX", "0s");
    private static final int WARMUP_CALLERS = 16;

    @Override
    public String help() {
        return """
                chain: answers/s and latencies of the model server asked straight, unbatched and with its own batching, and of the whole
                chain before it with batching off and on, at each load. Starts a platform of its own.

                  --network NAME    medium, large, heavy                       medium
                  --picture FILE                                               models/sample-classifier/pictures/7-1.png
                  --port-offset N   of the platform                            2000
                  --callers LIST    closed loops of so many                    1,4,16,64,256
                  --slice SECONDS   of one target, then the next               3
                  --rounds N        slices a target and load                   4
                  --warmup SECONDS  a target                                   8
                """;
    }

    @Override
    public Map<String, String> defaults() {
        return Map.of("network", "medium", "picture", "models/sample-classifier/pictures/7-1.png", "port-offset", "2000", "callers",
                "1,4,16,64,256", "slice", "3", "rounds", "4", "warmup", "8");
    }

    /** What came back from the four under one load; the last one's throughput beside each other's of the same round. */
    private record Row(int callers, List<Tally> tallies, List<Samples> beside) {

        String text() {
            var text = new StringBuilder("| ").append(callers);
            tallies.forEach(tally -> text.append(String.format(Locale.ROOT, " | %.0f | %.1f, %.1f", tally.answersPerSecond(),
                    tally.latency_ms(50), tally.latency_ms(99))));
            beside.forEach(ratio -> text.append(
                    String.format(Locale.ROOT, " | %.2f (%.2f–%.2f)", ratio.median(), ratio.least(), ratio.most())));
            return text.append(String.format(Locale.ROOT, " | %.2f |%n", tallies.getLast().latency_ms(50) / tallies.get(2).latency_ms(50)))
                    .toString();
        }
    }

    @Override
    public Findings run(StudyOptions options, Consumer<String> progress) throws IOException, InterruptedException {
        Network network = Network.ofName(options.text("network"));
        try (MeasuredModels models = MeasuredModels.serve(network, options.picture(), options.count("port-offset"), NOBODY_IS_SHED,
                        progress);
                GrpcTarget straight = models.straight(1);
                GrpcTarget byServer = models.straightBatchedByServer();
                GrpcTarget off = models.chainUnbatched();
                GrpcTarget on = models.chain()) {
            List<Target> targets = List.of(straight, byServer, off, on);
            for (Target target : targets) {
                new ClosedLoop(WARMUP_CALLERS).warmUp(target, options.seconds("warmup"), progress);
            }
            List<Row> rows = new ArrayList<>();
            for (int callers : options.counts("callers")) {
                rows.add(measure(callers, targets, options, progress));
            }
            return findings(network, targets, rows);
        }
    }

    private static Row measure(int callers, List<Target> targets, StudyOptions options, Consumer<String> progress)
            throws InterruptedException {
        List<Tally> tallies = targets.stream().map(_ -> new Tally()).toList();
        List<Samples> beside = targets.stream().limit(targets.size() - 1L).map(_ -> new Samples()).toList();
        for (int round = 1; round <= options.count("rounds"); round++) {
            progress.accept(callers + " callers, round " + round + " of " + options.count("rounds"));
            List<Double> rates = new ArrayList<>();
            for (int i = 0; i < targets.size(); i++) {
                Tally slice = new Tally();
                new ClosedLoop(callers).drive(targets.get(i), options.seconds("slice"), slice);
                rates.add(slice.answersPerSecond());
                tallies.get(i).add(slice);
            }
            for (int i = 0; i < beside.size(); i++) {
                beside.get(i).add(rates.getLast() / rates.get(i));
            }
        }
        return new Row(callers, tallies, beside);
    }

    private static Findings findings(Network network, List<Target> targets, List<Row> rows) {
        var text = new StringBuilder("| Callers, ").append(network.model());
        targets.forEach(target -> text.append(" | ").append(target.name()).append(" /s | p50, p99 ms"));
        text.append(" | chain ÷ straight | ÷ its batching | ÷ off | p50 ÷ off |\n|---:").append("|---:|---".repeat(targets.size()))
                .append("|---:|---:|---:|---:|\n");
        rows.forEach(row -> text.append(row.text()));
        Map<String, Tally> tallies = new LinkedHashMap<>();
        var failures = new Tally();
        for (Row row : rows) {
            for (int i = 0; i < targets.size(); i++) {
                tallies.put(targets.get(i).name() + ", " + row.callers() + " callers", row.tallies().get(i));
                failures.add(row.tallies().get(i));
            }
        }
        text.append(failures.failures() == 0 ? "\nNo request failed.\n"
                : "\n" + failures.failures() + " requests failed, first with: " + failures.firstFailure() + "\n");
        List<Chart.Series> bars = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            int target = i;
            bars.add(new Chart.Series(targets.get(i).name(),
                    rows.stream().map(row -> row.tallies().get(target).answersPerSecond()).toList()));
        }
        return new Findings(text.toString(), tallies, Optional.of(new Chart("Answers a second, network " + network.model(),
                rows.stream().map(row -> row.callers() + " callers").toList(), bars)));
    }
}
