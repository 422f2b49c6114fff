package io.outrigger.registry;

/**
 * A group of model servers behind one address.
 *
 * @param address {@code host:port} of the Open Inference Protocol over gRPC; empty for {@link #DEFAULT}
 * @param mesh whether the mesh splits this address among several versions, so that a request which named no version goes
 *     there unpinned
 * @param revision the registry's revision at the last change
 */
public record Fleet(String name, String address, boolean mesh, long revision) {

    /** The fleet that always exists; its address is the orchestrator's own setting TRITON_URL. */
    public static final String DEFAULT = "default";
}
