package io.outrigger.perf.chain;

import io.outrigger.client.GrpcClient;
import io.outrigger.perf.fleet.RegisteredFleet;
import io.outrigger.perf.fleet.StandInModel;
import io.outrigger.perf.load.ClosedLoop;
import io.outrigger.perf.load.GrpcTarget;
import io.outrigger.perf.load.OpenLoop;
import io.outrigger.perf.load.Tally;
import io.outrigger.perf.models.Network;
import io.outrigger.perf.process.OwnPlatform;
import io.outrigger.perf.study.Chart;
import io.outrigger.perf.study.Findings;
import io.outrigger.perf.study.Study;
import io.outrigger.perf.study.StudyOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How much of a fleet's capacity is served in time, and what is left of it under twice that load, in open loops, with batching on and off.
 * The capacity is what the fleet does in full calls; in time is within one and a half full calls.
 */
public final class InTime implements Study {

    private static final String ON = "on";
    private static final String OFF = "off";
    private static final int ROWS_OF_NETWORKS = 64;
    private static final int CAPACITY_CALLERS = 2;
    private static final int WARMUP_CALLERS = 64;
    private static final double IN_TIME = 1.5;
    private static final double PATIENCE = 4;
    private static final int OVERLOAD_PERCENT = 200;

    @Override
    public String help() {
        return """
                in-time: the share of requests that is answered within one and a half full calls, at shares of what the fleet can do; and
                goodput at twice that, where callers wait for four full calls. With batching on and off. Starts a platform of its own.

                  --fleet NAME      medium, large, heavy: the model server with this network; gpu: one whose calls take time only
                                                                               gpu
                  --picture FILE                                               models/sample-classifier/pictures/7-1.png
                  --models FOLDER   served beside a fleet like a GPU           models
                  --port-offset N   of the platform                            2000
                  --percent LIST    of the capacity                            50,60,70,80,90
                  --slice SECONDS   at each                                    8
                  --warmup SECONDS  each                                       10

                The fleet like a GPU:

                  --instances N     calls that it works on at once             2
                  --batch N         rows that a call may have                  16
                  --service-ms N    what a call of one row takes               100
                  --row-ms N        what each further row adds                 5
                """;
    }

    @Override
    public Map<String, String> defaults() {
        Map<String, String> defaults = new HashMap<>(Map.of("fleet", "gpu", "picture", "models/sample-classifier/pictures/7-1.png",
                "models", "models", "port-offset", "2000", "percent", "50,60,70,80,90", "slice", "8", "warmup", "10"));
        defaults.putAll(Map.of("instances", "2", "batch", "16", "service-ms", "100", "row-ms", "5"));
        return Map.copyOf(defaults);
    }

    /**
     * What is asked.
     *
     * @param full what a full call takes
     * @param capacity rows a second in full calls
     */
    private record Asked(GrpcTarget on, GrpcTarget off, Duration full, double capacity) {

        GrpcTarget target(String batching) {
            return batching.equals(ON) ? on : off;
        }

        Duration full(double times) {
            return Duration.ofNanos((long) (full.toNanos() * times));
        }
    }

    /** @param bounded whether callers wait no longer than what is in time */
    private record Load(String words, int percent, Duration inTime, boolean bounded) {
    }

    @Override
    public Findings run(StudyOptions options, Consumer<String> progress) throws IOException, InterruptedException {
        return options.text("fleet").equals("gpu") ? gpu(options, progress) : network(options, progress);
    }

    private static Findings gpu(StudyOptions options, Consumer<String> progress) throws IOException, InterruptedException {
        var model = new StandInModel(options.count("instances"), options.count("batch"), Duration.ofMillis(options.count("service-ms")),
                Duration.ofMillis(options.count("row-ms")));
        Duration full = model.took(model.rowsMax());
        try (OwnPlatform platform = OwnPlatform.start(Path.of(options.text("models")), options.count("port-offset"), Map.of(), progress);
                RegisteredFleet fleet = RegisteredFleet.open(platform.file(), model, options.picture(), progress);
                GrpcTarget on = chain(platform, ON, fleet.batched(), options);
                GrpcTarget off = chain(platform, OFF, fleet.unbatched(), options)) {
            return measured(new Asked(on, off, full, model.instances() * model.rowsMax() * 1e9 / full.toNanos()), options, progress);
        }
    }

    private static GrpcTarget chain(OwnPlatform platform, String name, String model, StudyOptions options) throws IOException {
        return GrpcTarget.open(name, GrpcClient.open(platform.file().value("GATEWAY_GRPC"), platform.file().value("TOKEN")), model,
                RegisteredFleet.VERSION, options.picture(), 1);
    }

    private static Findings network(StudyOptions options, Consumer<String> progress) throws IOException, InterruptedException {
        Network network = Network.ofName(options.text("fleet"));
        try (MeasuredModels models = MeasuredModels.serve(network, options.picture(), options.count("port-offset"), Map.of(), progress);
                GrpcTarget fullCalls = models.straight(ROWS_OF_NETWORKS);
                GrpcTarget on = models.chain();
                GrpcTarget off = models.chainUnbatched()) {
            progress.accept("what the model server does in full calls");
            new ClosedLoop(CAPACITY_CALLERS).drive(fullCalls, options.seconds("warmup"), new Tally());
            var alone = new Tally();
            new ClosedLoop(1).drive(fullCalls, options.seconds("slice"), alone);
            var many = new Tally();
            new ClosedLoop(CAPACITY_CALLERS).drive(fullCalls, options.seconds("slice"), many);
            return measured(new Asked(on, off, Duration.ofNanos((long) (alone.latency_ms(50) * 1e6)),
                    many.answersPerSecond() * ROWS_OF_NETWORKS), options, progress);
        }
    }

    private static Findings measured(Asked asked, StudyOptions options, Consumer<String> progress) throws InterruptedException {
        for (String batching : List.of(OFF, ON)) {
            new ClosedLoop(WARMUP_CALLERS).warmUp(asked.target(batching), options.seconds("warmup"), progress);
        }
        List<Load> loads = new ArrayList<>(options.counts("percent").stream()
                .map(percent -> new Load(percent + " % of it", percent, asked.full(IN_TIME), false)).toList());
        Duration patience = asked.full(PATIENCE);
        loads.add(new Load("200 %, who wait " + patience.toMillis() + " ms", OVERLOAD_PERCENT, patience, true));
        Map<String, Tally> tallies = new LinkedHashMap<>();
        for (String batching : List.of(ON, OFF)) { // what is left of an overload without it would stand before others
            for (Load load : loads) {
                progress.accept(load.words() + ", batching " + batching);
                tallies.put(name(batching, load.percent()), driven(load, asked.target(batching), asked, options));
            }
        }
        return findings(asked, loads, tallies, options);
    }

    private static Tally driven(Load load, GrpcTarget target, Asked asked, StudyOptions options) throws InterruptedException {
        var tally = new Tally();
        new OpenLoop((int) Math.max(1, asked.capacity() * load.percent() / 100))
                .drive(load.bounded() ? target.within(load.inTime()) : target, options.seconds("slice"), tally);
        return tally;
    }

    private static Findings findings(Asked asked, List<Load> loads, Map<String, Tally> tallies, StudyOptions options) {
        var text = new StringBuilder(String.format(Locale.ROOT, """
                | %s: %.0f rows/s in full calls of %.1f ms | Batching | Within %.1f ms | p50 ms | p99 ms | Goodput ÷ capacity |
                |---|---|---:|---:|---:|---:|
                """, options.text("fleet"), asked.capacity(), asked.full().toNanos() / 1e6, asked.full(IN_TIME).toNanos() / 1e6));
        for (Load load : loads) {
            for (String batching : List.of(ON, OFF)) {
                Tally tally = tallies.get(name(batching, load.percent()));
                text.append(String.format(Locale.ROOT, "| %s | %s | %.1f %% | %.1f | %.1f | %.2f |%n", load.words(), batching,
                        percentWithin(load.inTime(), tally), tally.latency_ms(50), tally.latency_ms(99),
                        tally.answersWithin(load.inTime()) / tally.elapsed_s() / asked.capacity()));
            }
        }
        List<Integer> percents = options.counts("percent");
        return new Findings(text.toString(), tallies, Optional.of(new Chart("Answered in time, %",
                percents.stream().map(percent -> percent + " % of the capacity").toList(), List.of(
                new Chart.Series("batching on", shares(ON, percents, tallies, asked)),
                new Chart.Series("batching off", shares(OFF, percents, tallies, asked))))));
    }

    private static List<Double> shares(String batching, List<Integer> percents, Map<String, Tally> tallies, Asked asked) {
        return percents.stream().map(percent -> percentWithin(asked.full(IN_TIME), tallies.get(name(batching, percent)))).toList();
    }

    private static double percentWithin(Duration time, Tally tally) {
        return 100.0 * tally.answersWithin(time) / (tally.answers() + tally.failures() + tally.notSent());
    }

    private static String name(String batching, int percent) {
        return "batching " + batching + ", " + percent + " percent";
    }
}
