package io.outrigger.metadata.keys;

import java.time.Instant;

/** That a key was used, and when for the last time. */
public record KeyUse(String id, Instant at) {
}
