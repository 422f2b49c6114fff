package io.outrigger.gateway.inference;

import io.outrigger.chassis.headers.RoutingHeaders;
import io.outrigger.registry.Model;
import io.outrigger.registry.Resolution;
import io.outrigger.registry.Version;

/**
 * Where a request goes.
 *
 * @param headers what the hops behind are told
 */
public record Addressee(Resolution meant, RoutingHeaders headers) {

    public Model model() {
        return meant.model();
    }

    public Version version() {
        return meant.version();
    }

    public boolean pinned() {
        return meant.pinned();
    }

    public String versionOnTheWire() {
        return meant.versionOnTheWire();
    }
}
