package io.outrigger.chassis.server;

/**
 * How many threads of the system a process works with, as measured in perf/README.md (what a request costs, attacks).
 *
 * <p>gRPC's connections, those to callers and those to the next services, share one thread for two processors: Netty starts four times
 * as many, which take processors from each other and from the threads that do the work.
 *
 * <p>Virtual threads are carried by two for one processor. A carrier runs those in its own queue first, and a poller there adds every
 * connection that has something to read; with one a processor a flood on kept connections keeps all others waiting, whom the network's
 * threads wake from outside, for seconds. Where there are more carriers than processors the system shares these among them.
 */
public final class ProcessThreads {

    private static final String NETWORK = "io.grpc.netty.shaded.io.netty.eventLoopThreads";
    private static final String CARRIERS = "jdk.virtualThreadScheduler.parallelism";

    private ProcessThreads() {
    }

    /** Sets the numbers, before gRPC or a virtual thread is used; one that the virtual machine was given by its property stays. */
    public static void set() {
        int processors = Runtime.getRuntime().availableProcessors();
        set(NETWORK, Math.max(1, processors / 2));
        set(CARRIERS, processors * 2);
    }

    private static void set(String property, int count) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, Integer.toString(count));
        }
    }
}
