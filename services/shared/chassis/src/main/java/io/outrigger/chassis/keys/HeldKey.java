package io.outrigger.chassis.keys;

import io.outrigger.chassis.security.Principal;
import java.time.Instant;
import java.util.Optional;

/**
 * A key that is known, good or not.
 *
 * @param goodUntil of one that was changed for a new one; absent where it was not
 */
public record HeldKey(
        String id, Principal principal, boolean revoked, Optional<Instant> expiresAt, Optional<Instant> goodUntil) {
}
