package io.outrigger.registry;

/**
 * Which version a request means.
 *
 * @param pinned whether the request must be answered by exactly this version; false when it named none and a fleet of the
 *     version is split by the mesh, which then decides
 */
public record Resolution(Model model, Version version, boolean pinned) {

    /** The version as the Open Inference Protocol writes it: a decimal number, or nothing where the mesh chooses. */
    public String versionOnTheWire() {
        return pinned ? Long.toString(version.number()) : "";
    }
}
