package io.outrigger.metadata.stream;

import java.time.Duration;

/**
 * How watchers are served.
 *
 * @param heartbeat between two signs of life
 * @param stallMax a watcher that takes nothing for so long is sent away
 * @param watchersMax streams at once; every replica of every service holds one
 * @param watchersOfPeerMax of these, from one host: so that no peer has all of them. Behind a sidecar all come from one
 */
public record StreamTerms(Duration heartbeat, Duration stallMax, int watchersMax, int watchersOfPeerMax) {
}
