package io.outrigger.chassis.server;

/**
 * How many threads gRPC's connections share, those to callers and those to the next services: one for two processors. Netty starts four
 * times as many, which take processors from each other and from the threads that do the work (measured in perf/README.md, what a request
 * costs).
 */
public final class NetworkThreads {

    private static final String COUNT = "io.grpc.netty.shaded.io.netty.eventLoopThreads";
    private static final int PROCESSORS_OF_ONE = 2;

    private NetworkThreads() {
    }

    /** Sets the number, before anything of gRPC is used; one that the virtual machine was given ({@value #COUNT}) stays. */
    public static void share() {
        if (System.getProperty(COUNT) == null) {
            System.setProperty(COUNT, Integer.toString(Math.max(1, Runtime.getRuntime().availableProcessors() / PROCESSORS_OF_ONE)));
        }
    }
}
