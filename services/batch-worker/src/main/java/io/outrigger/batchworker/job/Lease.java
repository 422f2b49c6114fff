package io.outrigger.batchworker.job;

import java.time.Instant;
import java.util.Optional;

/**
 * Who may work on something.
 *
 * @param token how many leases have been given: the fencing token of the last one, 0 before the first
 * @param until after which it may be given to somebody else; empty while nobody has it
 */
public record Lease(int token, Optional<Instant> until) {

    public static final Lease NONE = new Lease(0, Optional.empty());

    /** Whether somebody may be at work. */
    boolean isLive(Instant now) {
        return until.isPresent() && now.isBefore(until.get());
    }

    Lease given(Instant end) {
        return new Lease(token + 1, Optional.of(end));
    }

    Lease extended(Instant end) {
        return new Lease(token, Optional.of(end));
    }

    Lease ended() {
        return new Lease(token, Optional.empty());
    }
}
