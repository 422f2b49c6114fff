package io.outrigger.gateway.inference;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.grpc.Deadline;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How long requests for a version would wait that came now, as the orchestrator says with each answer. It passes as time does: what
 * nobody has asked for since is served meanwhile.
 */
final class ExpectedWaits {

    private static final int VERSIONS_MAX = 10_000;

    private record Told(long waitNanos, long atNanos) {
    }

    private final LongSupplier nanoTime;
    private final Cache<String, Told> told = Caffeine.newBuilder().maximumSize(VERSIONS_MAX).build();

    ExpectedWaits(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Takes what came with an answer; 0 where nothing waits. */
    void told(Addressee addressee, long waitMs) {
        if (waitMs == 0) {
            told.invalidate(version(addressee));
        } else {
            told.put(version(addressee), new Told(TimeUnit.MILLISECONDS.toNanos(waitMs), nanoTime.getAsLong()));
        }
    }

    /**
     * Lets a request pass that may be answered in time.
     *
     * @throws ServiceException DEADLINE_PASSED where it would wait for longer than it has
     */
    void refuseIfTooLate(Addressee addressee, Deadline deadline) {
        Told last = told.getIfPresent(version(addressee));
        if (last == null) {
            return;
        }
        long waits = last.waitNanos() - (nanoTime.getAsLong() - last.atNanos());
        long left = deadline.timeRemaining(TimeUnit.NANOSECONDS);
        if (waits > left && left > 0) {
            throw new ServiceException(ErrorCode.DEADLINE_PASSED, "The request would wait for " + addressee.model().name()
                    + " about " + TimeUnit.NANOSECONDS.toMillis(waits) + " ms; it has " + TimeUnit.NANOSECONDS.toMillis(left) + " ms.");
        }
    }

    private static String version(Addressee addressee) {
        return addressee.model().name() + ":" + addressee.version().text();
    }
}
