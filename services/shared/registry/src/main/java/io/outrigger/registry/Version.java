package io.outrigger.registry;

import io.outrigger.openinference.tensor.Signature;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One version of a model, immutable once registered but for an adapter, which it may be given once.
 *
 * @param number 3 for {@code v3}; never used again once deleted
 * @param artifactSha256 lower-case hex of the artifact's SHA-256, where the registrant said
 * @param fleets names of the fleets that serve it, at least one
 * @param servedAs what the servers call it, where that is not the model's name and this number
 */
public record Version(
        long number, String framework, Optional<String> artifactSha256, Signature signature, Adapter adapter, List<String> fleets,
        Instant createdAt, Optional<ServedAs> servedAs) {

    public Version {
        fleets = List.copyOf(fleets);
    }

    /** A version that its servers know under the model's name and this number. */
    public Version(long number, String framework, Optional<String> artifactSha256, Signature signature, Adapter adapter,
            List<String> fleets, Instant createdAt) {
        this(number, framework, artifactSha256, signature, adapter, fleets, createdAt, Optional.empty());
    }

    /** What the servers call it, for the model of this name. */
    public ServedAs onServer(String model) {
        return servedAs.orElseGet(() -> new ServedAs(model, number));
    }

    /** {@code v3}. */
    public String text() {
        return VersionNumber.text(number);
    }
}
