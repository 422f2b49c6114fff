package io.outrigger.registry;

/**
 * A group of model servers behind one address.
 *
 * @param address {@code host:port} of the Open Inference Protocol over gRPC; empty for {@link #DEFAULT}
 * @param mesh whether the mesh splits this address among several versions, so that a request which named no version goes
 *     there unpinned
 * @param replicas how many model servers are behind the address; 0 where nobody said
 * @param revision the registry's revision at the last change
 */
public record Fleet(String name, String address, boolean mesh, int replicas, long revision) {

    /** The fleet that always exists; its address is the orchestrator's own setting TRITON_URL. */
    public static final String DEFAULT = "default";

    /** More servers than this are a slip of the pen. */
    public static final int REPLICAS_MAX = 10_000;

    /** A fleet of which nobody said how many servers it has. */
    public Fleet(String name, String address, boolean mesh, long revision) {
        this(name, address, mesh, 0, revision);
    }
}
