package io.outrigger.chassis.server;

import java.time.Duration;

/**
 * What one HTTP port lets its clients take.
 *
 * @param connectionsMax open at once; beyond it the longest idle ones are closed
 * @param connectionAgeMax after which a connection is closed behind an answer
 */
record HttpLimits(Duration headTimeMax, Duration bodyTimeMax, long bodyBytesMax, int connectionsMax, Duration connectionAgeMax) {

    static HttpLimits of(ServerConfig config, long bodyBytesMax) {
        return new HttpLimits(
                config.headTimeMax(), config.bodyTimeMax(), bodyBytesMax, config.connectionsMax(), config.connectionAgeMax());
    }
}
