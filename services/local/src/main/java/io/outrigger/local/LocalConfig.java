package io.outrigger.local;

import io.outrigger.chassis.config.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How the platform is started on one machine.
 *
 * @param home the state directory
 * @param models the model repository to serve and to register
 * @param portOffset added to every port, so that two platforms can stand side by side
 * @param tuning settings of batching, jobs, limits and traces, where they are not left as they are
 * @param wipe forget everything first
 * @param stopsWithParent stop when the process that started this one is gone
 */
record LocalConfig(Path home, Path models, int portOffset, Map<String, String> tuning, boolean wipe, boolean stopsWithParent) {

    private static final List<String> TUNING = List.of(
            "BATCHING", "BATCHING_SLOTS_MAX", "BATCHING_JOB_PERCENT", "BATCHING_WAIT_MAX",
            "KAFKA_LANES", "JOB_CALLS_MAX", "JOB_QUEUE_CHUNKS_MAX", "JOB_WINDOW_CHUNKS", "DB_CONNECTIONS",
            "REQUESTS_PER_MINUTE", "REQUESTS_BURST", "ROWS_PER_MINUTE", "CONNECTIONS_MAX",
            "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_TRACES_SAMPLER_ARG");

    /** Relative paths mean the working directory, which {@code mvn -Pup} sets to the repository's root. */
    static LocalConfig from(Settings settings) {
        Path home = Path.of(settings.string("OUTRIGGER_HOME", ".outrigger", "directory for data, keys and logs"));
        Path models = Path.of(settings.string("OUTRIGGER_MODELS", "models", "model repository to serve and to register"));
        if (!Files.isDirectory(models)) {
            settings.reject("OUTRIGGER_MODELS: expected the folder of a model repository, found none at " + models.toAbsolutePath() + ".");
        }
        return new LocalConfig(
                home.toAbsolutePath().normalize(),
                models.toAbsolutePath().normalize(),
                settings.integer("OUTRIGGER_PORT_OFFSET", 0, 0, Ports.OFFSET_MAX, "added to every port"),
                tuning(settings),
                settings.flag("OUTRIGGER_WIPE", false, "forget all state first; mvn -Pup -Dwipe sets it"),
                settings.flag("OUTRIGGER_STOP_WITH_PARENT", false, "stop when the starting process is gone; mvn -Pup sets it"));
    }

    /** What is not set has the default of the service that reads it. */
    private static Map<String, String> tuning(Settings settings) {
        Map<String, String> tuning = new HashMap<>();
        for (String name : TUNING) {
            settings.optional(name, "as the service has it that reads it").ifPresent(value -> tuning.put(name, value));
        }
        return tuning;
    }
}
