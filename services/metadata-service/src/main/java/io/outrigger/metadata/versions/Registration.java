package io.outrigger.metadata.versions;

import io.outrigger.chassis.config.HostPort;
import io.outrigger.openinference.tensor.Signature;
import io.outrigger.registryview.Adapter;
import io.outrigger.registryview.Strategy;
import java.util.List;
import java.util.Optional;

/**
 * A version as a caller wants it registered.
 *
 * @param signature what it takes and gives; read from the running server when absent
 * @param endpoint address of the server that has it, in place of fleets
 * @param fleets names of fleets that have it; {@code default} when neither is given
 * @param newModel what the model gets if this registration creates it; an existing model keeps what it has
 */
public record Registration(
        String model, long version, String framework, Optional<String> artifactSha256, Optional<Signature> signature, Adapter adapter,
        Optional<HostPort> endpoint, List<String> fleets, NewModel newModel) {

    public Registration {
        fleets = List.copyOf(fleets);
    }

    /** A model's own part, as far as the caller gave it. */
    public record NewModel(Optional<String> description, Optional<Strategy> strategy, Optional<String> defaultAlias) {
    }
}
