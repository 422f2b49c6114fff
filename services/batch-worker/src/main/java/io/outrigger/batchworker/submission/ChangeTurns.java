package io.outrigger.batchworker.submission;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.overload.RecentlyUsed;
import io.outrigger.chassis.overload.Turns;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * When a tenant's jobs are cancelled and run again. Each of these undoes work that was just begun, so whoever does it in a loop would keep
 * database, queue and processors busy with nothing. Two may come at once, then ten a second; those above that wait their turn, two seconds
 * at most. Of one worker; safe for several threads.
 */
public final class ChangeTurns {

    static final int AT_ONCE = 2;
    static final long BETWEEN_NANOS = Duration.ofMillis(100).toNanos();
    static final long WAIT_NANOS_MAX = Duration.ofSeconds(2).toNanos();
    private static final Duration COME_AGAIN = Duration.ofSeconds(2);
    private static final int TENANTS_MAX = 10_000;

    private final LongSupplier nanoTime;
    private final Map<String, Turns> tenants = RecentlyUsed.map(TENANTS_MAX);

    public ChangeTurns(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Waits for the tenant's next turn.
     *
     * @throws ServiceException OVERLOADED where that would be too long
     */
    public void await(String tenant) {
        LockSupport.parkNanos(next(tenant));
    }

    /** For how many nanoseconds a change that comes now waits. */
    long next(String tenant) {
        long now = nanoTime.getAsLong();
        Turns turns;
        synchronized (tenants) {
            turns = tenants.computeIfAbsent(tenant, _ -> new Turns(BETWEEN_NANOS, AT_ONCE, WAIT_NANOS_MAX, now));
        }
        return turns.next(now).orElseThrow(() -> new ServiceException(ErrorCode.OVERLOADED,
                "The tenant cancels and retries jobs faster than " + Duration.ofSeconds(1).toNanos() / BETWEEN_NANOS
                        + " a second; come again more slowly.").retryAfter(COME_AGAIN));
    }
}
