package io.outrigger.batchworker.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Who may work on something.
 *
 * @param token how many leases have been given: the fencing token of the last one, 0 before the first
 * @param until after which it may be given to somebody else; empty while nobody has it. That it is over takes nothing away yet:
 *     whoever has the token may renew it as long as nobody has come
 */
public record Lease(int token, Optional<Instant> until) {

    public static final Lease NONE = new Lease(0, Optional.empty());

    /**
     * Whether somebody may be at work. An end that is further away than leases of this length can be was written by a clock that
     * has been set back since, and is none.
     */
    boolean isLive(Instant now, Duration length) {
        return until.isPresent() && now.isBefore(until.get()) && !until.get().isAfter(now.plus(length.multipliedBy(2)));
    }

    /** Whether this is the token of the one who had it last, and who has not given it back. */
    boolean isHeldBy(int byToken) {
        return byToken == token && until.isPresent();
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
