package io.outrigger.chassis.server;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How many connections a port may have: each is a file descriptor, and takes memory while it asks for nothing. */
final class ConnectionLimit {

    private static final int CONNECTIONS_MAX = 10_000;
    private static final int CONNECTIONS_MIN = 16;

    /** REST and management have a share of the descriptors each, gRPC and the service's own calls the others. */
    private static final int SHARES = 4;

    /** Of the heap for each connection: who asks on all of them at once, or begins to, takes 50 KiB for each, less than half of it. */
    private static final long HEAP_BYTES_EACH = 128 << 10;

    private ConnectionLimit() {
    }

    /** What this process can take, so that all ports together leave some descriptors to it. */
    static int ofThisProcess() {
        long heapBytes = Runtime.getRuntime().maxMemory();
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? of(system.getMaxFileDescriptorCount() - system.getOpenFileDescriptorCount(), heapBytes) : of(Long.MAX_VALUE, heapBytes);
    }

    static int of(long descriptorsLeft, long heapBytes) {
        return Math.clamp(Math.min(descriptorsLeft / SHARES, heapBytes / HEAP_BYTES_EACH), CONNECTIONS_MIN, CONNECTIONS_MAX);
    }
}
