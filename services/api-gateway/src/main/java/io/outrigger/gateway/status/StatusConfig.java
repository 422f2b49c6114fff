package io.outrigger.gateway.status;

import io.outrigger.chassis.config.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings of the status page.
 *
 * @param orchestrator where the inference-orchestrator shows its lanes; absent where it is not to be asked
 * @param interval between two readings, and so between two events
 * @param streamsMax watchers at once, so that they cannot take every place from inferences
 * @param streamTime after which a watcher has to come again, and show its token again
 */
public record StatusConfig(Optional<URI> orchestrator, Duration interval, int streamsMax, Duration streamTime) {

    public static StatusConfig from(Settings settings) {
        return new StatusConfig(
                settings.uri("ORCHESTRATOR_STATUS_URL", "REST address of the inference-orchestrator, whose batches the status page shows"),
                settings.positive("STATUS_INTERVAL", Duration.ofSeconds(2), "time between two readings for the status page"),
                settings.integer("STATUS_STREAMS_MAX", 64, 1, 100_000, "watchers of the status at once"),
                settings.positive("STATUS_STREAM_TIME", Duration.ofMinutes(5), "time after which a watcher shows its token again"));
    }
}
