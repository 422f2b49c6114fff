package io.outrigger.chassis.overload;

import io.outrigger.chassis.errors.ErrorCode;
import java.util.EnumSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * When refusals are told to callers who have no credential that is good, or have used up what is granted. A refusal is little work, and
 * whoever asks again as soon as he has it would fill the processors with it. So two hundred a second are told, after a rest as many at
 * once; those above that wait their turn, a second at most, and above that they are told at once, as a connection's last answer. Safe for
 * several threads.
 */
public final class RefusalPace {

    private static final Set<ErrorCode> PACED =
            EnumSet.of(ErrorCode.UNAUTHENTICATED_CALLER, ErrorCode.TOKEN_EXPIRED, ErrorCode.RATE_LIMITED);
    private static final long BETWEEN_NANOS = 5_000_000;
    private static final int AT_ONCE = 200;
    private static final long WAIT_NANOS_MAX = 1_000_000_000;

    private final LongSupplier nanoTime;
    private final Turns turns;

    public RefusalPace(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.turns = new Turns(BETWEEN_NANOS, AT_ONCE, WAIT_NANOS_MAX, nanoTime.getAsLong());
    }

    /** For how many nanoseconds a refusal with this code waits; nothing where so many wait that this one is not to. */
    public OptionalLong turn(ErrorCode code) {
        return PACED.contains(code) ? turns.next(nanoTime.getAsLong()) : OptionalLong.of(0);
    }
}
