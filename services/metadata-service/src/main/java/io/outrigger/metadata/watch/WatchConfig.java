package io.outrigger.metadata.watch;

import java.time.Duration;

/**
 * How watchers are served.
 *
 * @param heartbeat between two signs of life; a watcher gives up after three
 * @param stallMax a watcher that takes nothing for so long is sent away
 * @param acknowledgementPatience how long a write waits for those who watch to have it
 * @param watchersMax streams at once; every replica of every service holds one
 */
public record WatchConfig(Duration heartbeat, Duration stallMax, Duration acknowledgementPatience, int watchersMax) {

    public static final Duration HEARTBEAT = Duration.ofSeconds(2);

    public static WatchConfig withHeartbeat(Duration heartbeat) {
        return new WatchConfig(heartbeat, Duration.ofSeconds(30), Duration.ofMillis(500), 500);
    }
}
