package io.outrigger.chassis.keys;

import java.time.Instant;
import java.util.Optional;

/** The keys that there are. */
public interface ApiKeys {

    /**
     * The key with this hash.
     *
     * @param hash as {@link ApiKeyHasher} makes it, in hexadecimal digits
     */
    Optional<HeldKey> find(String hash);

    /** Notes that a key was used. */
    void used(String id, Instant at);
}
