package io.outrigger.chassis.server;

import java.time.Duration;
import java.util.Map;

/**
 * What one HTTP port lets its clients take.
 *
 * @param bodyTimeMax for which a client may keep the server waiting in a body, or with an answer that it does not read
 * @param streamedBodiesMax by method and address, such as {@code POST /v1/files}: the sizes of bodies that are read as a stream
 * @param connectionsMax open at once; beyond it the longest idle ones are closed
 * @param connectionAgeMax after which a connection is closed behind an answer
 */
record HttpLimits(Duration headTimeMax, Duration bodyTimeMax, long bodyBytesMax, Map<String, Long> streamedBodiesMax, int connectionsMax,
        Duration connectionAgeMax) {

    HttpLimits {
        streamedBodiesMax = Map.copyOf(streamedBodiesMax);
    }

    static HttpLimits of(ServerConfig config, long bodyBytesMax, Map<String, Long> streamedBodiesMax) {
        return new HttpLimits(config.headTimeMax(), config.bodyTimeMax(), bodyBytesMax, streamedBodiesMax, config.connectionsMax(),
                config.connectionAgeMax());
    }

    /** What the body of a request may have. */
    long bodyBytesMax(String operation) {
        return streamedBodiesMax.getOrDefault(operation, bodyBytesMax);
    }

    /** What the largest body may have. */
    long anyBodyBytesMax() {
        return streamedBodiesMax.values().stream().reduce(bodyBytesMax, Math::max);
    }
}
