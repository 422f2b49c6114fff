package io.outrigger.chassis.overload;

import io.outrigger.chassis.headers.Priority;
import io.outrigger.chassis.headers.Tenant;
import java.util.HashMap;
import java.util.Map;

/**
 * Who is let in when there is little room: jobs leave a part of it to those who wait, and where most of it is taken a tenant gets in that
 * has less than its even share. So who floods is shed first, and who is quiet hardly ever.
 */
public final class FairShares {

    private static final double FOR_JOBS = 0.7;
    /** Up to here everybody gets in, whoever they are. */
    private static final double FOR_ALL = 0.9;

    private final int placesMax;
    private final Map<String, Integer> taken = new HashMap<>();
    private int all;

    public FairShares(int placesMax) {
        this.placesMax = placesMax;
    }

    /** What became of a request. */
    public enum Entry {
        IN,
        /** All places are taken. */
        FULL,
        /** It is a job's, which leave room for others. */
        JOBS_FULL,
        /** Its tenant has its share of them. */
        TENANT_FULL
    }

    /** Takes a place where there is one for this tenant; it is given back by {@link #leave}. */
    public synchronized Entry enter(String tenant, Priority priority) {
        int own = taken.getOrDefault(tenant, 0);
        Entry entry = entry(tenant, own, priority);
        if (entry == Entry.IN) {
            taken.put(tenant, own + 1);
            all++;
        }
        return entry;
    }

    private Entry entry(String tenant, int own, Priority priority) {
        if (all >= placesMax) {
            return Entry.FULL;
        }
        if (priority == Priority.JOB && all >= Math.max(1, placesMax * FOR_JOBS)) {
            return Entry.JOBS_FULL;
        }
        int tenants = own > 0 ? taken.size() : taken.size() + 1;
        // With one place more for somebody who is not there yet; who names no tenant cannot be told from others.
        double share = Math.max(1, placesMax / (tenants + 1.0));
        return !tenant.equals(Tenant.NOBODY) && all >= Math.max(1, placesMax * FOR_ALL) && own >= share ? Entry.TENANT_FULL : Entry.IN;
    }

    public synchronized void leave(String tenant) {
        int own = taken.merge(tenant, -1, Integer::sum);
        if (own == 0) {
            taken.remove(tenant);
        }
        all--;
    }
}
