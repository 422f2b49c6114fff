package io.outrigger.perf.chain;

import io.outrigger.client.GrpcClient;
import io.outrigger.perf.fleet.RegisteredFleet;
import io.outrigger.perf.fleet.StandInFleet;
import io.outrigger.perf.load.ClosedLoop;
import io.outrigger.perf.load.GrpcTarget;
import io.outrigger.perf.load.Picture;
import io.outrigger.perf.load.Tally;
import io.outrigger.perf.process.OwnPlatform;
import io.outrigger.perf.process.WatchedProcess;
import io.outrigger.perf.study.Chart;
import io.outrigger.perf.study.Findings;
import io.outrigger.perf.study.Samples;
import io.outrigger.perf.study.Study;
import io.outrigger.perf.study.StudyOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Requests with one large tensor to a fleet that answers at once: straight, and through gateway, router and orchestrator. */
public final class LargeTensor implements Study {

    private static final int HOPS = 3;
    private static final int WIDTH = 2048;
    private static final int ROW_BYTES = WIDTH * Float.BYTES;
    private static final double MIB = 1 << 20;

    @Override
    public String help() {
        return """
                large-tensor: MiB/s of requests with one large tensor, straight to a fleet that answers at once and through the chain, and
                how many bytes gateway, router and orchestrator allocate for one. Starts a platform of its own.

                  --mib N           of the tensor                              10
                  --models FOLDER                                              models
                  --port-offset N   of the platform                            2000
                  --callers N                                                  4
                  --slice SECONDS   of one, then the other                     4
                  --rounds N                                                   5
                  --warmup SECONDS  each                                       10
                """;
    }

    @Override
    public Map<String, String> defaults() {
        return Map.of("mib", "10", "models", "models", "port-offset", "2000", "callers", "4", "slice", "4", "rounds", "5", "warmup", "10");
    }

    @Override
    public Findings run(StudyOptions options, Consumer<String> progress) throws IOException, InterruptedException {
        int rows = (options.count("mib") << 20) / ROW_BYTES;
        Picture large = new Picture(new byte[0], new byte[rows * ROW_BYTES], WIDTH, rows);
        try (OwnPlatform platform = OwnPlatform.start(Path.of(options.text("models")), options.count("port-offset"), Map.of(), progress);
                StandInFleet fleet = StandInFleet.answeringAtOnce(large);
                RegisteredFleet registered = RegisteredFleet.of(fleet, platform.file(), progress);
                WatchedProcess process = WatchedProcess.attach((int) platform.pid());
                GrpcTarget straight = GrpcTarget.open("straight", GrpcClient.open(fleet.address(), ""), registered.unbatched(),
                        RegisteredFleet.VERSION, large, 1);
                GrpcTarget chain = GrpcTarget.open("chain", GrpcClient.open(platform.file().value("GATEWAY_GRPC"),
                        platform.file().value("TOKEN")), registered.unbatched(), RegisteredFleet.VERSION, large, 1)) {
            return measured(options, straight, chain, process, progress);
        }
    }

    private static Findings measured(StudyOptions options, GrpcTarget straight, GrpcTarget chain, WatchedProcess process,
            Consumer<String> progress) throws InterruptedException {
        var load = new ClosedLoop(options.count("callers"));
        load.warmUp(straight, options.seconds("warmup"), progress);
        load.warmUp(chain, options.seconds("warmup"), progress);
        var alone = new Tally();
        var through = new Tally();
        var ratios = new Samples();
        var allocated = new Samples();
        for (int round = 1; round <= options.count("rounds"); round++) {
            progress.accept("round " + round + " of " + options.count("rounds"));
            var first = new Tally();
            var second = new Tally();
            load.drive(straight, options.seconds("slice"), first);
            long before = process.allocatedBytes();
            load.drive(chain, options.seconds("slice"), second);
            allocated.add((process.allocatedBytes() - before) / MIB / second.answers());
            ratios.add(second.answersPerSecond() / first.answersPerSecond());
            alone.add(first);
            through.add(second);
        }
        double mib = options.count("mib");
        return new Findings(String.format(Locale.ROOT, """
                | %.0f MiB, %s | MiB/s | p50 ms | p99 ms | Failed |
                |---|---:|---:|---:|---:|
                %s%s
                Chain ÷ straight %.2f (%.2f–%.2f). Gateway, router and orchestrator allocate %.1f MiB of heap a request, %.2f of its
                size a hop.
                %s""", mib, load.describe(), row("straight", alone, mib), row("chain", through, mib), ratios.median(), ratios.least(),
                ratios.most(), allocated.median(), allocated.median() / mib / HOPS,
                through.failures() == 0 ? "" : "The first failure: " + through.firstFailure() + "\n"),
                Map.of("straight", alone, "chain", through), Optional.of(new Chart("Tensors of " + options.text("mib") + " MiB, MiB/s",
                List.of(load.describe()), List.of(new Chart.Series("straight", List.of(alone.answersPerSecond() * mib)),
                new Chart.Series("chain", List.of(through.answersPerSecond() * mib))))));
    }

    private static String row(String name, Tally tally, double mib) {
        return String.format(Locale.ROOT, "| %s | %.0f | %.1f | %.1f | %d |%n", name, tally.answersPerSecond() * mib, tally.latency_ms(50),
                tally.latency_ms(99), tally.failures());
    }
}
