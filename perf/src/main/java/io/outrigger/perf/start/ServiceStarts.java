package io.outrigger.perf.start;

import io.outrigger.perf.process.StartedService;
import io.outrigger.perf.process.TemporaryFolder;
import io.outrigger.perf.process.WatchedProcess;
import io.outrigger.perf.study.Chart;
import io.outrigger.perf.study.Findings;
import io.outrigger.perf.study.Samples;
import io.outrigger.perf.study.Study;
import io.outrigger.perf.study.StudyOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * How long each service takes from its command to the first {@code /health/ready} that says yes, with the archive of classes that its image
 * has and without, beside the services and servers that it needs; and the memory that each holds while nobody asks.
 */
public final class ServiceStarts implements Study {

    @Override
    public String help() {
        return """
                start: how long each service takes to be ready, with an archive of classes (AOT) as its image has it and without, and what
                it holds of memory while nobody asks. Starts PostgreSQL, Redis, Kafka, S3 and the services, each a process.

                  --models FOLDER                                              models
                  --jvm OPTIONS     of each, with commas between               -XX:+UseSerialGC,-Xmx384m,-XX:-UsePerfData
                  --rounds N        starts of each                             5
                  --idle SECONDS    before memory is looked at                 30
                """;
    }

    @Override
    public Map<String, String> defaults() {
        return Map.of("models", "models", "jvm", "-XX:+UseSerialGC,-Xmx384m,-XX:-UsePerfData", "rounds", "5", "idle", "30");
    }

    /** What one service took, in ms. */
    private record Times(Samples plain, Samples archived) {
    }

    @Override
    public Findings run(StudyOptions options, Consumer<String> progress) throws IOException, InterruptedException {
        Map<String, Times> times = new LinkedHashMap<>();
        Map<String, Double> resident = new LinkedHashMap<>();
        SequencedMap<String, StartedService> running = new LinkedHashMap<>();
        try (TemporaryFolder folder = TemporaryFolder.make(); Backends backends = Backends.start(folder.path())) {
            Path models = Path.of(options.text("models")).toAbsolutePath();
            try {
                for (Map.Entry<String, Map<String, String>> service : backends.settings(models).entrySet()) {
                    progress.accept(service.getKey());
                    Path archive = folder.path().resolve(service.getKey() + ".aot");
                    times.put(service.getKey(), measured(service.getKey(), service.getValue(), archive, folder.path(), options));
                    running.put(service.getKey(), start(service.getKey(), service.getValue(), using(archive), folder.path(), options));
                }
                progress.accept("idle");
                LockSupport.parkNanos(options.seconds("idle").toNanos());
                for (Map.Entry<String, StartedService> service : running.entrySet()) {
                    resident.put(service.getKey(), WatchedProcess.residentMib(service.getValue().process().pid()));
                }
            } finally {
                running.reversed().values().forEach(StartedService::close);
            }
        }
        return report(times, resident);
    }

    private static Times measured(String name, Map<String, String> settings, Path archive, Path folder, StudyOptions options)
            throws IOException {
        start(name, settings, List.of("-XX:AOTCacheOutput=" + archive), folder, options).close();
        Times times = new Times(new Samples(), new Samples());
        for (int i = 0; i < options.count("rounds"); i++) {
            times.plain().add(once(name, settings, List.of(), folder, options));
            times.archived().add(once(name, settings, using(archive), folder, options));
        }
        return times;
    }

    private static double once(String name, Map<String, String> settings, List<String> archive, Path folder, StudyOptions options)
            throws IOException {
        try (StartedService service = start(name, settings, archive, folder, options)) {
            return service.ready_ms();
        }
    }

    private static List<String> using(Path archive) {
        return List.of("-XX:AOTMode=on", "-XX:AOTCache=" + archive);
    }

    private static StartedService start(String name, Map<String, String> settings, List<String> archive, Path folder,
            StudyOptions options) throws IOException {
        List<String> jvm = new ArrayList<>(archive);
        jvm.addAll(options.list("jvm"));
        jvm.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        return StartedService.start(name, jvm, settings, folder.resolve(name + ".log"));
    }

    private static Findings report(Map<String, Times> times, Map<String, Double> resident) {
        var table = new StringBuilder("""
                | Service | Ready ms, without archive (least–most) | Ready ms, with archive | Resident MiB, idle |
                |---|---:|---:|---:|
                """);
        times.forEach((name, one) -> table.append(String.format(Locale.ROOT, "| %s | %s | %s | %.0f |%n", name, text(one.plain()),
                text(one.archived()), resident.get(name))));
        return new Findings(table.toString(), Map.of(), Optional.of(new Chart("Time to be ready, ms", List.copyOf(times.keySet()), List.of(
                new Chart.Series("without archive", times.values().stream().map(one -> one.plain().median()).toList()),
                new Chart.Series("with archive", times.values().stream().map(one -> one.archived().median()).toList())))));
    }

    private static String text(Samples samples) {
        return String.format(Locale.ROOT, "%.0f (%.0f–%.0f)", samples.median(), samples.least(), samples.most());
    }
}
