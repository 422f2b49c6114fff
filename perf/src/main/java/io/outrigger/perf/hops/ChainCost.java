package io.outrigger.perf.hops;

import io.outrigger.client.GrpcClient;
import io.outrigger.perf.fleet.RegisteredFleet;
import io.outrigger.perf.fleet.StandInFleet;
import io.outrigger.perf.load.ClosedLoop;
import io.outrigger.perf.load.GrpcTarget;
import io.outrigger.perf.load.Tally;
import io.outrigger.perf.process.OwnPlatform;
import io.outrigger.perf.study.Chart;
import io.outrigger.perf.study.Findings;
import io.outrigger.perf.study.Study;
import io.outrigger.perf.study.StudyOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The processor time that a call costs in gateway, router and orchestrator together, which are one process, beside three bare forwarders,
 * one behind the other in one process too. Before the same fleet, which answers at once, in this process.
 *
 * <p>What the platform uses while nobody asks is measured before and taken off.
 */
public final class ChainCost implements Study {

    private static final int HOPS = 3;
    private static final Duration IDLE = Duration.ofSeconds(10);

    @Override
    public String help() {
        return """
                chain-cost: processor time of a request in gateway, router and orchestrator together, with token and limits, beside three
                bare forwarders of the same bytes, on the network's threads and on virtual threads. Starts a platform of its own.

                  --picture FILE                                               models/sample-classifier/pictures/7-1.png
                  --models FOLDER                                              models
                  --port-offset N   of the platform                            2000
                  --jvm OPTIONS     of the platform's virtual machine, with commas between, such as -XX:+UseG1GC; empty for none
                  --callers LIST    closed loops of so many                    64
                  --slice SECONDS   of one, then the next                      3
                  --rounds N        slices each                                8
                  --warmup SECONDS  each                                       30
                """;
    }

    @Override
    public Map<String, String> defaults() {
        return Map.of("picture", "models/sample-classifier/pictures/7-1.png", "models", "models", "port-offset", "2000", "jvm", "",
                "callers", "64", "slice", "3", "rounds", "8", "warmup", "30");
    }

    @Override
    public Findings run(StudyOptions options, Consumer<String> progress) throws IOException, InterruptedException {
        try (OwnPlatform platform = OwnPlatform.start(Path.of(options.text("models")), options.count("port-offset"),
                        options.list("jvm"), Map.of(), progress);
                StandInFleet fleet = StandInFleet.answeringAtOnce(options.picture());
                RegisteredFleet registered = RegisteredFleet.of(fleet, platform.file(), progress);
                HopProcess loops = HopProcess.forwarders("three on event loops", BareForwarder.Threads.EVENT_LOOP, HOPS, fleet.port());
                HopProcess threads = HopProcess.forwarders("three on virtual threads", BareForwarder.Threads.VIRTUAL, HOPS, fleet.port());
                GrpcTarget overLoops = GrpcTarget.open(loops.name(), loops.listening().address(), "", registered.unbatched(),
                        RegisteredFleet.VERSION, options.picture());
                GrpcTarget overThreads = GrpcTarget.open(threads.name(), threads.listening().address(), "", registered.unbatched(),
                        RegisteredFleet.VERSION, options.picture());
                GrpcTarget unbatched = chain(platform, "gateway, router, orchestrator", registered.unbatched(), options);
                GrpcTarget batched = chain(platform, "the same, batching on", registered.batched(), options)) {
            double idle = idle(platform, progress);
            return measured(List.of(new CostedTarget(overLoops, loops::processorTime),
                    new CostedTarget(overThreads, threads::processorTime),
                    costed(unbatched, platform, idle), costed(batched, platform, idle)), idle, options, progress);
        }
    }

    private static GrpcTarget chain(OwnPlatform platform, String name, String model, StudyOptions options) throws IOException {
        return GrpcTarget.open(name, GrpcClient.open(platform.file().value("GATEWAY_GRPC"), platform.file().value("TOKEN")), model,
                RegisteredFleet.VERSION, options.picture(), 1);
    }

    /** The share of one processor that the platform uses while nobody asks. */
    private static double idle(OwnPlatform platform, Consumer<String> progress) {
        progress.accept("what the platform uses while nobody asks");
        LockSupport.parkNanos(IDLE.toNanos());
        Duration before = platform.processorTime();
        LockSupport.parkNanos(IDLE.toNanos());
        return (double) platform.processorTime().minus(before).toNanos() / IDLE.toNanos();
    }

    private static CostedTarget costed(GrpcTarget target, OwnPlatform platform, double idle) {
        return new CostedTarget(target, () -> platform.processorTime().minusNanos((long) (idle * System.nanoTime())));
    }

    private static Findings measured(List<CostedTarget> targets, double idle, StudyOptions options, Consumer<String> progress)
            throws InterruptedException {
        CostedTarget.warmUp(targets, options, progress);
        var report = new StringBuilder("""
                | Load | Who | Answers/s | Processor time a request, µs | of the first, median (quartiles) |
                |---|---|---:|---:|---:|
                """);
        Map<String, Tally> tallies = new HashMap<>();
        List<Chart.Series> bars = List.of();
        for (int callers : options.counts("callers")) {
            var load = new ClosedLoop(callers);
            List<CostedTarget.Cost> costs = CostedTarget.measure(load, targets, options, progress);
            costs.forEach(cost -> report.append(cost.row(load)));
            costs.forEach(cost -> tallies.put(cost.name() + ", " + load.describe(), cost.tally()));
            bars = costs.stream().map(cost -> new Chart.Series(cost.name(), List.of(cost.cost_us().median()))).toList();
            report.append(String.format(Locale.ROOT, "%n%s: chain ÷ three on virtual threads %.2f, ÷ three on event loops %.2f.%n%n",
                    load.describe(), costs.get(2).ratios().median() / costs.get(1).ratios().median(), costs.get(2).ratios().median()));
        }
        report.append(String.format(Locale.ROOT, "While nobody asks the platform uses %.3f of a processor, which is taken off.%n", idle));
        return new Findings(report.toString(), tallies, Optional.of(new Chart("Processor time of a request, µs", List.of(
                options.counts("callers").getLast() + " callers"), bars)));
    }
}
