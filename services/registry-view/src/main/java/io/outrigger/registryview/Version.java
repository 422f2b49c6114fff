package io.outrigger.registryview;

import io.outrigger.openinference.tensor.Signature;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One version of a model, immutable once registered.
 *
 * @param number 3 for {@code v3}; never used again once deleted
 * @param artifactSha256 lower-case hex of the artifact's SHA-256, where the registrant said
 * @param fleets names of the fleets that serve it, at least one
 */
public record Version(
        long number, String framework, Optional<String> artifactSha256, Signature signature, Adapter adapter, List<String> fleets,
        Instant createdAt) {

    public Version {
        fleets = List.copyOf(fleets);
    }

    /** {@code v3}. */
    public String text() {
        return VersionNumber.text(number);
    }
}
