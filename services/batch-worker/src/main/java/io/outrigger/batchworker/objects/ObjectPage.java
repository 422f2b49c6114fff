package io.outrigger.batchworker.objects;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Some of the worker's objects, in the order of their keys.
 *
 * @param next the key after which the next page begins; empty where this is the last one
 */
public record ObjectPage(List<Entry> entries, Optional<String> next) {

    /** One of them. */
    public record Entry(String key, long bytes, Instant writtenAt) {
    }
}
