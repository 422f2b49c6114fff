package io.outrigger.perf.batching;

import io.outrigger.client.GrpcClient;
import io.outrigger.perf.fleet.RegisteredFleet;
import io.outrigger.perf.fleet.Work;
import io.outrigger.perf.load.ClosedLoop;
import io.outrigger.perf.load.GrpcTarget;
import io.outrigger.perf.load.PlatformFile;
import io.outrigger.perf.load.Tally;
import io.outrigger.perf.load.Target;
import io.outrigger.perf.study.Findings;
import io.outrigger.perf.study.Study;
import io.outrigger.perf.study.StudyOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** A fleet like a GPU asked row by row, and through the chain without and with batching, in turn. */
public final class BatchingGain implements Study {

    private static final int WARMUP_CALLERS = 16;

    @Override
    public String help() {
        return """
                batching-gain: answers/s and latencies of a fleet like a GPU, registered for the while: asked straight, row by row;
                and through gateway, router and orchestrator with the model's batching off and on.

                  --platform FILE                                              .outrigger/platform.env
                  --picture FILE                                               models/sample-classifier/pictures/7-1.png
                  --callers LIST    closed loops of so many                    1,4,16,64,256
                  --slice SECONDS   of one target, then the next               3
                  --rounds N        slices a target and load                   3
                  --warmup SECONDS  a target                                   10
                """ + GpuOptions.HELP;
    }

    @Override
    public Map<String, String> defaults() {
        return GpuOptions.with(Map.of("platform", ".outrigger/platform.env", "picture", "models/sample-classifier/pictures/7-1.png",
                "callers", "1,4,16,64,256", "slice", "3", "rounds", "3", "warmup", "10"));
    }

    /** What came back from the three under one load, and what the fleet was asked with batching on. */
    private record Gain(int callers, Tally straight, Tally off, Tally on, Work batched) {

        Gain(int callers) {
            this(callers, new Tally(), new Tally(), new Tally(), Work.NONE);
        }

        String row() {
            return String.format(Locale.ROOT, "| %d | %s | %s | %s | %.2f | %.2f | %.1f |%n", callers, cells(straight), cells(off),
                    cells(on), on.answersPerSecond() / straight.answersPerSecond(), on.answersPerSecond() / off.answersPerSecond(),
                    batched.rowsPerCall());
        }

        private static String cells(Tally tally) {
            return String.format(Locale.ROOT, "%.0f | %.1f, %.1f", tally.answersPerSecond(), tally.latency_ms(50), tally.latency_ms(99));
        }
    }

    @Override
    public Findings run(StudyOptions options, Consumer<String> progress) throws IOException, InterruptedException {
        PlatformFile platform = options.platforms().getFirst();
        try (RegisteredFleet fleet = GpuOptions.open(options, progress);
                GrpcTarget straight = target("straight", GrpcClient.open(fleet.address(), ""), fleet.unbatched(), options);
                GrpcTarget off = target("off", chain(platform), fleet.unbatched(), options);
                GrpcTarget on = target("on", chain(platform), fleet.batched(), options)) {
            for (Target target : List.of(straight, off, on)) {
                progress.accept("warming up " + target.name());
                new ClosedLoop(WARMUP_CALLERS).drive(target, options.seconds("warmup"), new Tally());
            }
            List<Gain> gains = new ArrayList<>();
            for (int callers : options.counts("callers")) {
                Gain gain = new Gain(callers);
                for (int round = 1; round <= options.count("rounds"); round++) {
                    progress.accept(callers + " callers, round " + round + " of " + options.count("rounds"));
                    var load = new ClosedLoop(callers);
                    load.drive(straight, options.seconds("slice"), gain.straight());
                    load.drive(off, options.seconds("slice"), gain.off());
                    Work before = fleet.work();
                    load.drive(on, options.seconds("slice"), gain.on());
                    gain = new Gain(callers, gain.straight(), gain.off(), gain.on(), gain.batched().plus(fleet.work().since(before)));
                }
                gains.add(gain);
            }
            return Findings.of(report(options, gains));
        }
    }

    private static GrpcClient chain(PlatformFile platform) {
        return GrpcClient.open(platform.value("GATEWAY_GRPC"), platform.value("TOKEN"));
    }

    private static GrpcTarget target(String name, GrpcClient client, String model, StudyOptions options) throws IOException {
        return GrpcTarget.open(name, client, model, RegisteredFleet.VERSION, options.picture(), 1);
    }

    private static String report(StudyOptions options, List<Gain> gains) {
        var report = new StringBuilder(GpuOptions.describe(options)).append("""


                | Callers | straight /s | p50, p99 ms | off /s | p50, p99 ms | on /s | p50, p99 ms | on ÷ straight | ÷ off | rows a call |
                |---:|---:|---|---:|---|---:|---|---:|---:|---:|
                """);
        var failures = new Tally();
        for (Gain gain : gains) {
            report.append(gain.row());
            List.of(gain.straight(), gain.off(), gain.on()).forEach(failures::add);
        }
        return report.append(failures.failures() == 0 ? "\nNo request failed.\n"
                : "\n" + failures.failures() + " requests failed, first with: " + failures.firstFailure() + "\n").toString();
    }
}
