package io.outrigger.batchworker.captures;

import java.time.Instant;

/**
 * Which records are wanted.
 *
 * @param from the first time
 * @param to the first time that is not wanted any more
 * @param limit how many at most
 */
public record CaptureRange(String model, Instant from, Instant to, int limit) {

    boolean has(Instant time) {
        return !time.isBefore(from) && time.isBefore(to);
    }
}
