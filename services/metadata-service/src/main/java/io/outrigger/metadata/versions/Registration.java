package io.outrigger.metadata.versions;

import io.outrigger.chassis.config.HostPort;
import io.outrigger.openinference.tensor.Signature;
import io.outrigger.registry.Adapter;
import io.outrigger.registry.Model;
import io.outrigger.registry.ServedAs;
import java.util.List;
import java.util.Optional;

/**
 * A version as a caller wants it registered.
 *
 * @param signature what it takes and gives; read from the running server when absent
 * @param endpoint address of the server that has it, in place of fleets
 * @param fleets names of fleets that have it; {@code default} when neither is given
 * @param servedAs what the servers call it, where that is not the model's name and this number
 * @param modelMustExist whether the caller adds to a model that it takes to be there: one that is deleted meanwhile stays deleted
 * @param newModel the model as it is made if this registration creates it; an existing model keeps what it has
 */
public record Registration(
        String model, long version, String framework, Optional<String> artifactSha256, Optional<Signature> signature, Adapter adapter,
        Optional<HostPort> endpoint, List<String> fleets, Optional<ServedAs> servedAs, boolean modelMustExist, Model newModel) {

    public Registration {
        fleets = List.copyOf(fleets);
    }

    /** What the servers call it. */
    public ServedAs onServer() {
        return servedAs.orElseGet(() -> new ServedAs(model, version));
    }
}
