package io.outrigger.metadata.keys;

import io.outrigger.metadata.limits.Allowance;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a key is for; it never changes.
 *
 * @param models the models it may be used for; absent means every model, an empty list means none
 * @param expiresAt absent: it is good until it is revoked
 */
public record KeyTerms(
        String name, String tenant, List<String> scopes, Optional<List<String>> models, Allowance allowance, Optional<Instant> expiresAt) {

    public KeyTerms {
        scopes = List.copyOf(scopes);
        models = models.map(List::copyOf);
    }
}
