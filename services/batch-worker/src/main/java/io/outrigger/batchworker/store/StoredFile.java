package io.outrigger.batchworker.store;

import java.time.Instant;
import java.util.Optional;

/**
 * An uploaded file, whose bytes are an object.
 *
 * @param sha256 hexadecimal
 */
public record StoredFile(
        String id, String tenant, String filename, String purpose, long bytes, String sha256, Instant createdAt,
        Optional<Instant> expiresAt) {
}
