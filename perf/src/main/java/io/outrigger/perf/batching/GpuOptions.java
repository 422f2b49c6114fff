package io.outrigger.perf.batching;

import io.outrigger.perf.fleet.RegisteredFleet;
import io.outrigger.perf.fleet.StandInModel;
import io.outrigger.perf.study.StudyOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The options of a fleet that is like GPUs: its calls take time, and no processor of this machine. */
final class GpuOptions {

    static final String HELP = """

            The fleet like a GPU:

              --instances N     calls that it works on at once             4
              --batch N         rows that a call may have                  8
              --service-ms N    what a call of one row takes               20
              --row-ms N        what each further row adds                 1
            """;

    private GpuOptions() {
    }

    /** With these among the options of a study. */
    static Map<String, String> with(Map<String, String> others) {
        Map<String, String> all = new HashMap<>(others);
        all.putAll(Map.of("instances", "4", "batch", "8", "service-ms", "20", "row-ms", "1"));
        return Map.copyOf(all);
    }

    static StandInModel model(StudyOptions options) {
        return new StandInModel(options.count("instances"), options.count("batch"),
                Duration.ofMillis(options.count("service-ms")), Duration.ofMillis(options.count("row-ms")));
    }

    /** Makes it known to the platform, until it is closed. */
    static RegisteredFleet open(StudyOptions options, Consumer<String> progress) throws IOException {
        return RegisteredFleet.open(options.platforms().getFirst(), model(options), options.picture(), progress);
    }

    static String describe(StudyOptions options) {
        return "%s instances, %s ms a call and %s ms each further row, of %s at most.".formatted(
                options.text("instances"), options.text("service-ms"), options.text("row-ms"), options.text("batch"));
    }
}
