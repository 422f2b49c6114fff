package io.outrigger.router.route;

import io.outrigger.chassis.headers.RoutingHeaders;
import io.outrigger.registry.ServedAs;
import io.outrigger.registry.Version;
import io.outrigger.router.fleet.Target;

/**
 * Where one request goes.
 *
 * @param version the version it means; where it is not pinned, the one that the default alias names
 * @param pinned whether exactly this version must answer
 * @param digest the artifacts that may answer, as the header says them; empty where none is registered
 */
public record Route(String model, Version version, boolean pinned, Target target, String digest) {

    /** The headers of the next hop, made from those of the hop before. */
    public RoutingHeaders headers(RoutingHeaders inbound) {
        return inbound.withModel(model).withVersion(pinned ? version.text() : "").withFleet(target.fleet())
                .withDigest(digest).withServedAs(version.servedAs().map(ServedAs::text).orElse(""));
    }
}
