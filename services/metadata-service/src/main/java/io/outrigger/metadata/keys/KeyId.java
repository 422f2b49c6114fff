package io.outrigger.metadata.keys;

import io.outrigger.database.TimedId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Ids of keys as callers see them and as the column holds them; their order is that of age. */
final class KeyId {

    private static final String PREFIX = "key_";

    private KeyId() {
    }

    static String next(Instant now) {
        return text(TimedId.next(now));
    }

    static String text(UUID id) {
        return TimedId.text(PREFIX, id);
    }

    /** What the column holds for what a caller takes for an id; empty where it is none. */
    static Optional<UUID> column(String id) {
        return TimedId.column(PREFIX, id);
    }
}
