package io.outrigger.batchworker.submission;

import io.outrigger.batchworker.store.JobDatabase;
import io.outrigger.batchworker.store.JobStore;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.overload.RecentlyUsed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds the jobs of a tenant that have not ended. They are counted in the database every few seconds, and here in between; so several
 * workers together may take a few more than the limit. Safe for several threads.
 */
public final class OpenJobs {

    private static final Duration COUNTED_ANEW = Duration.ofSeconds(5);
    private static final Duration COME_AGAIN = Duration.ofSeconds(30);
    private static final int TENANTS_MAX = 10_000;

    private final JobDatabase database;
    private final JobStore jobs;
    private final int openMax;
    private final InstantSource clock;
    private final Map<String, Counted> tenants = RecentlyUsed.map(TENANTS_MAX);

    private record Counted(Instant at, AtomicInteger open) {
    }

    /** @param openMax of a tenant */
    public OpenJobs(JobDatabase database, JobStore jobs, int openMax, InstantSource clock) {
        this.database = database;
        this.jobs = jobs;
        this.openMax = openMax;
        this.clock = clock;
    }

    /**
     * Takes a place for one more job.
     *
     * @throws ServiceException OVERLOADED where there is none
     */
    void take(String tenant) {
        if (counted(tenant).open().getAndIncrement() >= openMax) {
            throw new ServiceException(ErrorCode.OVERLOADED, "The tenant has " + openMax
                    + " jobs that have not ended, and may have no more; "
                    + "wait for some, cancel some, or put more rows in one.").retryAfter(COME_AGAIN);
        }
    }

    private Counted counted(String tenant) {
        Instant now = clock.instant();
        synchronized (tenants) {
            Counted known = tenants.get(tenant);
            if (known != null && Duration.between(known.at(), now).abs().compareTo(COUNTED_ANEW) < 0) {
                return known;
            }
        }
        var fresh = new Counted(now, new AtomicInteger(database.readEach(handle -> jobs.countOpen(handle, tenant, openMax))));
        synchronized (tenants) {
            tenants.put(tenant, fresh);
        }
        return fresh;
    }
}
