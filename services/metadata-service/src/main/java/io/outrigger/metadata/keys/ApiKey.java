package io.outrigger.metadata.keys;

import java.time.Instant;
import java.util.Optional;

/**
 * A key, alive or over.
 *
 * @param previous what was good before the last rotation, where it still may be
 * @param revision of the write that made it what it is; the time of its last use does not count as one
 */
public record ApiKey(
        String id, KeyTerms terms, KeyPrint print, Optional<Previous> previous, Times times, String createdBy, long revision) {

    /** The hash of before the last rotation, and how long it is good. */
    public record Previous(KeyHash hash, Instant validUntil) {
    }

    /** When what happened to it. */
    public record Times(Instant created, Optional<Instant> rotated, Optional<Instant> revoked, Optional<Instant> lastUsed) {
    }

    public boolean isRevoked() {
        return times.revoked().isPresent();
    }

    boolean hasExpired(Instant now) {
        return terms.expiresAt().isPresent() && !now.isBefore(terms.expiresAt().get());
    }

    /** A key that has just been made. */
    static ApiKey of(String id, NewKey key, Instant now, long revision) {
        var times = new Times(now, Optional.empty(), Optional.empty(), Optional.empty());
        return new ApiKey(id, key.terms(), key.print(), Optional.empty(), times, key.createdBy(), revision);
    }

    /** The same key with another print; the one that it has is good for the overlap, if there is any and it does not expire before. */
    ApiKey rotated(KeyPrint next, Instant now, Instant overlapEnd, long nextRevision) {
        Instant validUntil = terms.expiresAt().filter(overlapEnd::isAfter).orElse(overlapEnd);
        Optional<Previous> last = validUntil.isAfter(now) ? Optional.of(new Previous(print.hash(), validUntil)) : Optional.empty();
        return new ApiKey(id, terms, next, last, new Times(times.created(), Optional.of(now), times.revoked(), times.lastUsed()),
                createdBy, nextRevision);
    }

    ApiKey revoked(Instant now, long nextRevision) {
        return new ApiKey(id, terms, print, previous, new Times(times.created(), times.rotated(), Optional.of(now), times.lastUsed()),
                createdBy, nextRevision);
    }
}
