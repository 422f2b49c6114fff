package io.outrigger.chassis.headers;

import io.grpc.Metadata;

/**
 * The headers that Outrigger's hops read and write, each with who sets it and who may believe it.
 *
 * <p>They travel as gRPC metadata, so the mesh can match on them. The gateway strips every inbound one that begins with
 * {@value #PREFIX}; behind it only mesh identities speak, and every hop believes what its caller set.
 */
public enum PlatformHeader {
    /** Name of the model. Set by the gateway, or the router for direct callers; believed by the mesh for matching. */
    MODEL("x-outrigger-model"),
    /** The version, {@code v3}; present only when pinned. Set where the alias is resolved, believed by every hop after. */
    VERSION("x-outrigger-version"),
    /** The fleet that serves the request. Set by the router, believed by the orchestrator. */
    FLEET("x-outrigger-fleet"),
    /** {@code 2/resnet}, the fleet's own names of the version where they differ. Set by the router, believed by the orchestrator. */
    SERVED_AS("x-outrigger-served-as"),
    /** 0 to 99, a stable hash of model and caller, for sticky canaries. Set by the gateway, believed by the mesh. */
    BUCKET("x-outrigger-bucket"),
    /**
     * The SHA-256 of the registered artifact, or {@code 1=<sha>,2=<sha>} where the fleet is to choose the version. Set by the
     * router from the registry; believed by the model server, which serves nothing else. A real Triton ignores it.
     */
    DIGEST("x-outrigger-digest"),
    /**
     * The caller's tenant, see {@link Tenant}. Set by the gateway from the token, by the batch-worker from the job; believed by the
     * orchestrator, which shares a fleet fairly among them. Without it, or with one that makes no sense, the request is nobody's.
     */
    TENANT("x-outrigger-tenant"),
    /**
     * Who asks, as far as the gateway can tell: a hash of tenant, subject and connection, of use only to tell one from another. Set by the
     * gateway, believed by the orchestrator, which keeps room for those whom it told to come again.
     */
    CALLER("x-outrigger-caller"),
    /**
     * {@code live} or {@code job}, see {@link Priority}. Set by the gateway, always {@code live}, and by the batch-worker; believed by
     * the orchestrator. Without it, or with another word, the request is live.
     */
    PRIORITY("x-outrigger-priority"),
    /** Trailer: milliseconds a hop spent in its phases, {@code route=0.1,backend=2.3}. Set by every hop, believed by its caller. */
    TIMING("x-outrigger-timing"),
    /**
     * Trailer: milliseconds that a request which came now would wait for its answer, so that an edge can refuse what would be too late.
     * Set by the orchestrator where it knows, believed by its caller.
     */
    EXPECTED_WAIT("x-outrigger-expected-wait"),
    /** Trailer of the edge, once for each: what has been done as asked and may not be what was wanted. Set by the gateway, for callers. */
    WARNING("x-outrigger-warning");

    /** What every name of ours begins with. */
    public static final String PREFIX = "x-outrigger-";

    private final String headerName;
    private final Metadata.Key<String> key;

    PlatformHeader(String headerName) {
        this.headerName = headerName;
        this.key = Metadata.Key.of(headerName, Metadata.ASCII_STRING_MARSHALLER);
    }

    public String headerName() {
        return headerName;
    }

    public Metadata.Key<String> key() {
        return key;
    }
}
