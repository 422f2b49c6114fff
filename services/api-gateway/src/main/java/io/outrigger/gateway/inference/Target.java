package io.outrigger.gateway.inference;

import io.outrigger.chassis.headers.RoutingHeaders;
import io.outrigger.registry.Model;
import io.outrigger.registry.Version;

/**
 * Where a request goes.
 *
 * @param pinned whether this very version must answer; the mesh chooses otherwise
 * @param headers what the hops behind are told
 */
public record Target(Model model, Version version, boolean pinned, RoutingHeaders headers) {

    /** The version as the Open Inference Protocol writes it: a decimal number, or nothing where the mesh chooses. */
    public String versionOnTheWire() {
        return pinned ? Long.toString(version.number()) : "";
    }
}
