package io.outrigger.registryview;

import io.outrigger.registry.Model;
import io.outrigger.registry.Version;

/**
 * Which version a request means.
 *
 * @param pinned whether the request must be answered by exactly this version; false when it named none and a fleet of the
 *     version is split by the mesh, which then decides
 */
public record Resolution(Model model, Version version, boolean pinned) {
}
