package io.outrigger.local;

import io.outrigger.chassis.config.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * How the platform is started on one machine.
 *
 * @param home the state directory
 * @param models the model repository to serve and to register
 * @param portOffset added to every port, so that two platforms can stand side by side
 * @param batching the orchestrator's settings of batching
 * @param wipe forget everything first
 * @param stopsWithParent stop when the process that started this one is gone
 */
record LocalConfig(Path home, Path models, int portOffset, Map<String, String> batching, boolean wipe, boolean stopsWithParent) {

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
                Map.of("BATCHING",
                        Boolean.toString(settings.flag("BATCHING", true, "requests to a model share calls where their rows may")),
                        "BATCHING_SLOTS_MAX",
                        Integer.toString(settings.integer("BATCHING_SLOTS_MAX", 64, 1, 1_024, "calls of one kind in flight at most"))),
                settings.flag("OUTRIGGER_WIPE", false, "forget all state first; mvn -Pup -Dwipe sets it"),
                settings.flag("OUTRIGGER_STOP_WITH_PARENT", false, "stop when the starting process is gone; mvn -Pup sets it"));
    }
}
