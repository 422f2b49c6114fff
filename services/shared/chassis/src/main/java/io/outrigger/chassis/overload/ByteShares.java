package io.outrigger.chassis.overload;

import io.outrigger.chassis.headers.Tenant;
import java.util.HashMap;
import java.util.Map;

/**
 * Whose the bytes are that a server holds: up to three quarters of them are there for whoever comes, and of the rest a tenant has no more
 * than its even share, so that nobody's large requests leave others without room. Safe for several threads.
 */
public final class ByteShares {

    private static final double FOR_ALL = 0.75;

    private final long bytesMax;
    private final long messageBytesMax;
    private final Map<String, Long> taken = new HashMap<>();
    private long all;

    /** @param messageBytesMax which one message may have, so that a tenant may have it too */
    public ByteShares(long bytesMax, long messageBytesMax) {
        this.bytesMax = bytesMax;
        this.messageBytesMax = messageBytesMax;
    }

    /** Takes so many bytes if they are this tenant's to take; who names no tenant cannot be told from others. */
    public synchronized boolean enter(String tenant, long bytes) {
        long own = taken.getOrDefault(tenant, 0L);
        int tenants = own > 0 ? taken.size() : taken.size() + 1;
        long share = Math.max(bytesMax / (tenants + 1), messageBytesMax);
        if (!tenant.equals(Tenant.NOBODY) && all + bytes > bytesMax * FOR_ALL && own + bytes > share) {
            return false;
        }
        taken.put(tenant, own + bytes);
        all += bytes;
        return true;
    }

    public synchronized void leave(String tenant, long bytes) {
        if (taken.merge(tenant, -bytes, Long::sum) == 0) {
            taken.remove(tenant);
        }
        all -= bytes;
    }
}
