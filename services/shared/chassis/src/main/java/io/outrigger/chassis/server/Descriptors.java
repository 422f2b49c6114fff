package io.outrigger.chassis.server;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The file descriptors that the system lets this process have: each connection is one, and each open file. */
final class Descriptors {

    private static final int CONNECTIONS_MAX = 10_000;
    private static final int CONNECTIONS_MIN = 16;

    /** REST and management have a share each, gRPC and the service's own calls the others. */
    private static final int SHARES = 4;

    private Descriptors() {
    }

    /** How many connections one HTTP port may have, so that all ports together leave some descriptors to the process. */
    static int connectionsMax() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? connectionsMax(system.getMaxFileDescriptorCount(), system.getOpenFileDescriptorCount()) : CONNECTIONS_MAX;
    }

    static int connectionsMax(long descriptorsMax, long open) {
        return Math.clamp((descriptorsMax - open) / SHARES, CONNECTIONS_MIN, CONNECTIONS_MAX);
    }
}
