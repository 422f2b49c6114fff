package io.outrigger.perf.chain;

import io.outrigger.perf.load.ClosedLoop;
import io.outrigger.perf.load.GrpcTarget;
import io.outrigger.perf.load.OpenLoop;
import io.outrigger.perf.load.Tally;
import io.outrigger.perf.models.Network;
import io.outrigger.perf.study.Findings;
import io.outrigger.perf.study.Samples;
import io.outrigger.perf.study.Study;
import io.outrigger.perf.study.StudyOptions;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** What the chain adds to a request's time while it has half of what it can do, in an open loop, beside the model server straight. */
public final class AddedLatency implements Study {

    private static final int CAPACITY_CALLERS = 64;

    @Override
    public String help() {
        return """
                added-latency: latencies of the chain at half of what it can do, beside those of the model server straight at the same
                rate; open loops, from the time at which a request was due. Starts a platform of its own.

                  --network NAME    medium, large, heavy, smallest             medium
                  --picture FILE                                               models/sample-classifier/pictures/7-1.png
                  --port-offset N   of the platform                            2000
                  --percent N       of the chain's highest rate                50
                  --slice SECONDS   of one, then the other                     5
                  --rounds N                                                   6
                  --warmup SECONDS  each                                       12
                """;
    }

    @Override
    public Map<String, String> defaults() {
        return Map.of("network", "medium", "picture", "models/sample-classifier/pictures/7-1.png", "port-offset", "2000", "percent", "50",
                "slice", "5", "rounds", "6", "warmup", "12");
    }

    @Override
    public Findings run(StudyOptions options, Consumer<String> progress) throws IOException, InterruptedException {
        Network network = Network.ofName(options.text("network"));
        try (MeasuredModels models = MeasuredModels.serve(network, options.picture(), options.count("port-offset"), Map.of(), progress);
                GrpcTarget straight = models.straight(1);
                GrpcTarget chain = models.chain()) {
            for (GrpcTarget target : List.of(straight, chain)) {
                new ClosedLoop(CAPACITY_CALLERS).warmUp(target, options.seconds("warmup"), progress);
            }
            progress.accept("the chain's highest rate");
            var highest = new Tally();
            new ClosedLoop(CAPACITY_CALLERS).drive(chain, options.seconds("slice"), highest);
            var load = new OpenLoop((int) Math.max(1, highest.answersPerSecond() * options.count("percent") / 100));
            return measured(options, load, straight, chain, highest, progress);
        }
    }

    private static Findings measured(StudyOptions options, OpenLoop load, GrpcTarget straight, GrpcTarget chain, Tally highest,
            Consumer<String> progress) throws InterruptedException {
        var alone = new Tally();
        var through = new Tally();
        var added50 = new Samples();
        var added99 = new Samples();
        for (int round = 1; round <= options.count("rounds"); round++) {
            progress.accept(load.describe() + ", round " + round + " of " + options.count("rounds"));
            var first = new Tally();
            var second = new Tally();
            load.drive(straight, options.seconds("slice"), first);
            load.drive(chain, options.seconds("slice"), second);
            added50.add(second.latency_ms(50) - first.latency_ms(50));
            added99.add(second.latency_ms(99) - first.latency_ms(99));
            alone.add(first);
            through.add(second);
        }
        return Findings.ofLatencies(String.format(Locale.ROOT, """
                | %s, %s%% of the chain's %.0f | p50 ms | p99 ms | p99.9 ms | Failed |
                |---|---:|---:|---:|---:|
                %s%s
                Added: p50 %.2f ms (%.2f–%.2f), p99 %.2f ms (%.2f–%.2f); medians of rounds, and the least and the most.
                """, load.describe(), options.text("percent"), highest.answersPerSecond(), row("straight", alone), row("chain", through),
                added50.median(), added50.least(), added50.most(), added99.median(), added99.least(), added99.most()),
                load.describe(), List.of(Map.entry("straight", alone), Map.entry("chain", through)));
    }

    private static String row(String name, Tally tally) {
        return String.format(Locale.ROOT, "| %s | %.2f | %.2f | %.2f | %d |%n", name, tally.latency_ms(50), tally.latency_ms(99),
                tally.latency_ms(99.9), tally.failures());
    }
}
