package io.outrigger.gateway.grants;

import io.grpc.MethodDescriptor;
import io.outrigger.chassis.headers.RoutingHeaders;
import io.outrigger.gateway.hop.HopLink;
import java.time.Duration;
import java.util.Optional;

/** Asks the registry to change keys and limits, for the caller of the request being served; what it refuses, the caller is told. */
public final class GrantsClient {

    private static final Duration STANDARD_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration IN_FORCE_PATIENCE = Duration.ofSeconds(1);

    private final HopLink registry;
    private final GrantsView view;

    public GrantsClient(HopLink registry, GrantsView view) {
        this.registry = registry;
        this.view = view;
    }

    public <Q, A> A call(MethodDescriptor<Q, A> method, Q message) {
        return HopLink.await(registry.call(method, message, RoutingHeaders.NONE, STANDARD_TIMEOUT));
    }

    /** A key as it is known here. */
    public Optional<GrantedKey> key(String id) {
        return view.key(id);
    }

    /** Lets a write take effect here before its caller is answered, as far as that comes at once. */
    public void awaitInForce(long revision) {
        view.await(revision, IN_FORCE_PATIENCE);
    }
}
