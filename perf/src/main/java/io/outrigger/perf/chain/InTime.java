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

    private static final int ROWS_OF_NETWORKS = 64;
    private static final int CAPACITY_CALLERS = 2;
    private static final int WARMUP_CALLERS = 64;
    private static final double IN_TIME = 1.5;
    private static final double PATIENCE = 4;

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
                  --service-ms N    what a call of one row takes               20
                  --row-ms N        what each further row adds                 1
                """;
    }

    @Override
    public Map<String, String> defaults() {
        Map<String, String> defaults = new HashMap<>(Map.of("fleet", "gpu", "picture", "models/sample-classifier/pictures/7-1.png",
                "models", "models", "port-offset", "2000", "percent", "50,60,70,80,90", "slice", "8", "warmup", "10"));
        defaults.putAll(Map.of("instances", "2", "batch", "16", "service-ms", "20", "row-ms", "1"));
        return Map.copyOf(defaults);
    }

    /**
     * What is asked.
     *
     * @param full what a full call takes
     * @param capacity rows a second in full calls
     */
    private record Asked(GrpcTarget on, GrpcTarget off, Duration full, double capacity) {

        Duration full(double times) {
            return Duration.ofNanos((long) (full.toNanos() * times));
        }
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
                GrpcTarget on = chain(platform, "on", fleet.batched(), options);
                GrpcTarget off = chain(platform, "off", fleet.unbatched(), options)) {
            return measured(new Asked(on, off, full, model.instances() * model.rowsMax() * 1e9 / full.toNanos()), options, progress);
        }
    }

    private static GrpcTarget chain(OwnPlatform platform, String name, String model, StudyOptions options) throws IOException {
        return GrpcTarget.open(name, GrpcClient.open(platform.file().value("GATEWAY_GRPC"), platform.file().value("TOKEN")), model,
                RegisteredFleet.VERSION, options.picture(), 1);
    }

    private static Findings network(StudyOptions options, Consumer<String> progress) throws IOException, InterruptedException {
        Network network = Network.ofName(options.text("fleet"));
        try (MeasuredModels models = MeasuredModels.serve(network, options.picture(), options.count("port-offset"), progress);
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
        for (GrpcTarget target : new GrpcTarget[] {asked.off(), asked.on()}) {
            progress.accept("warming up, batching " + target.name());
            new ClosedLoop(WARMUP_CALLERS).drive(target, options.seconds("warmup"), new Tally());
        }
        Map<String, Tally> tallies = new LinkedHashMap<>();
        var text = new StringBuilder(String.format(Locale.ROOT, """
                | %s: %.0f rows/s in full calls of %.1f ms | Batching | Within %.1f ms | p50 ms | p99 ms | Goodput ÷ capacity |
                |---|---|---:|---:|---:|---:|
                """, options.text("fleet"), asked.capacity(), asked.full().toNanos() / 1e6, asked.full(IN_TIME).toNanos() / 1e6));
        for (int percent : options.counts("percent")) {
            rows(text, tallies, asked, percent + " % of it", percent, Optional.empty(), options, progress);
        }
        rows(text, tallies, asked, "200 %, who wait " + asked.full(PATIENCE).toMillis() + " ms", 200, Optional.of(asked.full(PATIENCE)),
                options, progress);
        List<Integer> percents = options.counts("percent");
        return new Findings(text.toString(), tallies, Optional.of(new Chart("Answered in time, %",
                percents.stream().map(percent -> percent + " % of the capacity").toList(), List.of(
                new Chart.Series("batching on", shares("on", percents, tallies, asked)),
                new Chart.Series("batching off", shares("off", percents, tallies, asked))))));
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

    private static void rows(StringBuilder text, Map<String, Tally> tallies, Asked asked, String name, int percent,
            Optional<Duration> patience, StudyOptions options, Consumer<String> progress) throws InterruptedException {
        for (GrpcTarget target : new GrpcTarget[] {asked.on(), asked.off()}) {
            progress.accept(name + ", batching " + target.name());
            var load = new OpenLoop((int) Math.max(1, asked.capacity() * percent / 100));
            var tally = new Tally();
            load.drive(patience.map(target::within).orElse(target), options.seconds("slice"), tally);
            Duration time = patience.orElse(asked.full(IN_TIME));
            text.append(String.format(Locale.ROOT, "| %s | %s | %.1f %% | %.1f | %.1f | %.2f |%n", name, target.name(),
                    percentWithin(time, tally), tally.latency_ms(50), tally.latency_ms(99),
                    tally.answersWithin(time) / tally.elapsed_s() / asked.capacity()));
            tallies.put(name(target.name(), percent), tally);
        }
    }
}
