package io.outrigger.chassis.overload;

import io.outrigger.chassis.errors.ErrorCode;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * When refusals are told to callers who have no credential that is good, or have used up what is granted. A refusal is little work, and
 * whoever asks again as soon as he has it would fill the processors with it. So two hundred a second are told, after a rest as many at
 * once; those above that wait their turn, a second at most, and above that they are told at once, as a connection's last answer.
 *
 * <p>It is the bucket of the generic cell rate algorithm. Safe for several threads.
 */
public final class RefusalPace {

    private static final Set<ErrorCode> PACED =
            EnumSet.of(ErrorCode.UNAUTHENTICATED_CALLER, ErrorCode.TOKEN_EXPIRED, ErrorCode.RATE_LIMITED);
    private static final long BETWEEN_NANOS = 5_000_000;
    private static final long AT_ONCE_NANOS = 200 * BETWEEN_NANOS;
    private static final long WAIT_NANOS_MAX = 1_000_000_000;

    private final LongSupplier nanoTime;
    private long dueNanos;

    public RefusalPace(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.dueNanos = nanoTime.getAsLong() - AT_ONCE_NANOS;
    }

    /** How long a refusal with this code waits; nothing where so many wait that this one is not to. */
    public synchronized Optional<Duration> turn(ErrorCode code) {
        if (!PACED.contains(code)) {
            return Optional.of(Duration.ZERO);
        }
        long now = nanoTime.getAsLong();
        if (dueNanos - now > WAIT_NANOS_MAX) {
            return Optional.empty();
        }
        dueNanos = Math.max(dueNanos - now, -AT_ONCE_NANOS) + now;
        Duration wait = Duration.ofNanos(Math.max(0, dueNanos - now));
        dueNanos += BETWEEN_NANOS;
        return Optional.of(wait);
    }
}
