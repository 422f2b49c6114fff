package io.outrigger.perf.compare;

import io.outrigger.perf.load.ClosedLoop;
import io.outrigger.perf.load.Load;
import io.outrigger.perf.load.OpenLoop;
import io.outrigger.perf.load.PlatformFile;
import io.outrigger.perf.load.Tally;
import io.outrigger.perf.load.Target;
import io.outrigger.perf.study.Chart;
import io.outrigger.perf.study.Findings;
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
import java.util.stream.Stream;

/** Each target under each load, of a platform that runs or of several, turn by turn. */
public final class Comparison implements Study {

    private static final int WARMUP_CALLERS = 16;

    @Override
    public String help() {
        return """
                compare: the model server alone and the whole chain of a running platform, or of several, under loads of your choice.

                  --platform FILES  addresses and token           .outrigger/platform.env
                                    several, with commas between: each target of one and the other in turn
                  --picture FILE    what is asked                 models/sample-classifier/pictures/7-1.png
                  --model NAME      of whom                       sample-classifier
                  --version V       in which version              v2
                  --targets LIST    direct-grpc: gRPC to the model server alone, raw tensor
                                    chain-grpc: the same request through gateway, router, orchestrator
                                    chain-picture: the picture itself, POST /v1/infer
                                                                  direct-grpc,chain-grpc,chain-picture
                  --callers LIST    closed loops of so many       1,16,64
                  --rates LIST      open loops of so many a second, latency from the time a request was due; empty for
                                    no such loop
                  --slice SECONDS   of one target, then the next  5
                  --rounds N        slices a target and load      3
                  --warmup SECONDS  a target                      10
                """;
    }

    @Override
    public Map<String, String> defaults() {
        return Map.of("platform", ".outrigger/platform.env", "picture", "models/sample-classifier/pictures/7-1.png", "model",
                "sample-classifier", "version", "v2", "targets", "direct-grpc,chain-grpc,chain-picture", "callers", "1,16,64", "rates", "",
                "slice", "5", "rounds", "3", "warmup", "10");
    }

    @Override
    public Findings run(StudyOptions options, Consumer<String> progress) throws IOException, InterruptedException {
        List<TargetKind> kinds = options.list("targets").stream().map(TargetKind::ofName).toList();
        List<PlatformFile> platforms = options.platforms();
        List<Target> targets = new ArrayList<>();
        try {
            for (TargetKind kind : kinds) {
                for (int i = 0; i < platforms.size(); i++) {
                    String name = platforms.size() == 1 ? kind.targetName() : kind.targetName() + " " + (i + 1);
                    targets.add(kind.open(name, platforms.get(i), options.text("model"), options.text("version"), options.picture()));
                }
            }
            return measure(options, targets, progress);
        } finally {
            targets.forEach(Target::close);
        }
    }

    private static Findings measure(StudyOptions options, List<Target> targets, Consumer<String> progress) throws InterruptedException {
        for (Target target : targets) {
            progress.accept("warming up " + target.name());
            new ClosedLoop(WARMUP_CALLERS).drive(target, options.seconds("warmup"), new Tally());
        }
        var report = new StringBuilder("""
                | Load | Target | Answers/s | of first | p50 ms | p99 ms | p99.9 ms | Failed | Not sent |
                |---|---|---:|---:|---:|---:|---:|---:|---:|
                """);
        var failures = new StringBuilder();
        Map<String, Tally> tallies = new LinkedHashMap<>();
        List<Load> loads = Stream.<Load>concat(options.counts("callers").stream().map(ClosedLoop::new),
                options.counts("rates").stream().map(OpenLoop::new)).toList();
        for (Load load : loads) {
            List<Tally> results = targets.stream().map(_ -> new Tally()).toList();
            for (int round = 1; round <= options.count("rounds"); round++) {
                progress.accept(load.describe() + ", round " + round + " of " + options.count("rounds"));
                for (int i = 0; i < targets.size(); i++) {
                    load.drive(targets.get(i), options.seconds("slice"), results.get(i));
                }
            }
            for (int i = 0; i < targets.size(); i++) {
                report.append(row(load, targets.get(i).name(), results.get(i), results.getFirst()));
                failures.append(failure(load, targets.get(i).name(), results.get(i)));
                tallies.put(key(targets.get(i).name(), load), results.get(i));
            }
        }
        return new Findings(report.append(failures).toString(), tallies, Optional.of(chart(targets, loads, tallies)));
    }

    private static Chart chart(List<Target> targets, List<Load> loads, Map<String, Tally> tallies) {
        return new Chart("p99, ms", loads.stream().map(Load::describe).toList(), targets.stream().map(Target::name).map(name ->
                new Chart.Series(name, loads.stream().map(load -> tallies.get(key(name, load)).latency_ms(99)).toList())).toList());
    }

    private static String key(String target, Load load) {
        return target + ", " + load.describe();
    }

    private static String row(Load load, String target, Tally tally, Tally first) {
        return String.format(Locale.ROOT, "| %s | %s | %.0f | %.2f | %.2f | %.2f | %.2f | %d | %d |%n", load.describe(), target,
                tally.answersPerSecond(), tally.answersPerSecond() / Math.max(first.answersPerSecond(), 1e-9), tally.latency_ms(50),
                tally.latency_ms(99), tally.latency_ms(99.9), tally.failures(), tally.notSent());
    }

    private static String failure(Load load, String target, Tally tally) {
        return tally.firstFailure().isEmpty() ? ""
                : "\n" + target + " under " + load.describe() + " failed first with: " + tally.firstFailure() + "\n";
    }
}
