package io.outrigger.metadata.watch;

import io.outrigger.metadata.stream.StreamTerms;
import java.time.Duration;

/**
 * How those who watch models and fleets are served.
 *
 * @param streams a watcher gives up after three heartbeats
 * @param acknowledgementPatience how long a write waits for those who watch to have it
 */
public record WatchConfig(StreamTerms streams, Duration acknowledgementPatience) {

    public static final Duration HEARTBEAT = Duration.ofSeconds(2);

    private static final int STALL_HEARTBEATS_MAX = 15;
    private static final int WATCHERS_MAX = 500;

    public static WatchConfig withHeartbeat(Duration heartbeat) {
        return new WatchConfig(new StreamTerms(heartbeat, heartbeat.multipliedBy(STALL_HEARTBEATS_MAX), WATCHERS_MAX, WATCHERS_MAX / 2),
                Duration.ofMillis(500));
    }
}
