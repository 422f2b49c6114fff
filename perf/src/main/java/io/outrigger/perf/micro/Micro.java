package io.outrigger.perf.micro;

import io.outrigger.perf.study.Chart;
import io.outrigger.perf.study.Findings;
import io.outrigger.perf.study.Study;
import io.outrigger.perf.study.StudyOptions;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs the benchmarks of this package, each in processes of its own. */
public final class Micro implements Study {

    private static final String ALLOCATED = "gc.alloc.rate.norm";

    @Override
    public String help() {
        return """
                micro: single steps of a request by JMH: microseconds and bytes allocated each.

                  --include REGEX   of the benchmarks' names                   .*
                  --forks N         processes each                             2
                  --rounds N        of a second each, and as many to warm up   5
                """;
    }

    @Override
    public Map<String, String> defaults() {
        return Map.of("include", ".*", "forks", "2", "rounds", "5");
    }

    @Override
    public Findings run(StudyOptions options, Consumer<String> progress) throws IOException {
        progress.accept("some twenty seconds each");
        var jmh = new OptionsBuilder().include("io\\.outrigger\\.perf\\.micro\\." + options.text("include")).forks(options.count("forks"))
                .warmupIterations(options.count("rounds")).measurementIterations(options.count("rounds"))
                .warmupTime(TimeValue.seconds(1)).measurementTime(TimeValue.seconds(1))
                .mode(Mode.AverageTime).timeUnit(TimeUnit.MICROSECONDS).addProfiler(GCProfiler.class).verbosity(VerboseMode.SILENT)
                .build();
        var table = new StringBuilder("""
                | Step | µs | ± (99.9 %) | Bytes allocated |
                |---|---:|---:|---:|
                """);
        try {
            List<RunResult> results = new Runner(jmh).run().stream().sorted(Comparator.comparing(Micro::name)).toList();
            results.forEach(result -> table.append(row(result)));
            return new Findings(table.toString(), Map.of(), Optional.of(new Chart("Single steps, µs",
                    results.stream().map(Micro::name).toList(),
                    List.of(new Chart.Series("time", results.stream().map(result -> result.getPrimaryResult().getScore()).toList())))));
        } catch (RunnerException failed) {
            throw new IOException("The benchmarks could not be run: " + failed.getMessage(), failed);
        }
    }

    private static String name(RunResult result) {
        return result.getParams().getBenchmark().replaceFirst(".*\\.(\\w+)Benchmark\\.", "$1: ");
    }

    @SuppressWarnings("rawtypes") // as JMH has them
    private static String row(RunResult result) {
        Result<?> time = result.getPrimaryResult();
        return String.format(Locale.ROOT, "| %s | %.2f | %.2f | %.0f |%n", name(result), time.getScore(), time.getScoreError(),
                result.getSecondaryResults().entrySet().stream().filter(entry -> entry.getKey().endsWith(ALLOCATED))
                        .mapToDouble(entry -> entry.getValue().getScore()).findFirst().orElse(Double.NaN));
    }
}
