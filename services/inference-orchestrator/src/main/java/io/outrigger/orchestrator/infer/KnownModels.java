package io.outrigger.orchestrator.infer;

import io.outrigger.openinference.tensor.Signature;
import io.outrigger.orchestrator.backend.Destination;
import io.outrigger.orchestrator.backend.LatencyTable;
import io.outrigger.registry.Batching;
import io.outrigger.registry.Fleet;
import io.outrigger.registry.Model;
import io.outrigger.registry.Version;
import io.outrigger.registryview.RegistrySnapshot;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Says whether a model exists as far as anybody here can tell: the registry has it, a hop before found it there, or it has
 * answered. Only such names become labels of metrics, so callers cannot make up any number of them.
 */
public final class KnownModels implements Predicate<Destination> {

    private final Supplier<RegistrySnapshot> registry;
    private final LatencyTable latencies;

    public KnownModels(Supplier<RegistrySnapshot> registry, LatencyTable latencies) {
        this.registry = registry;
        this.latencies = latencies;
    }

    @Override
    public boolean test(Destination destination) {
        return destination.routed() || mayBeLabel(destination) || latencies.hasSeen(destination.model());
    }

    /**
     * The destination with the fleet's names for it. A hop before has said them, from a registry that may be newer than this copy;
     * for a caller that came straight here, the copy says them.
     */
    Destination located(Destination destination) {
        if (destination.routed() || destination.version().isEmpty()) {
            return destination;
        }
        return registry.get().model(destination.model())
                .flatMap(model -> model.version(destination.version().getAsLong()))
                .flatMap(Version::servedAs)
                .map(destination::servedAs)
                .orElse(destination);
    }

    /**
     * What is registered of a model that the destination's fleet serves and whose requests may share calls; versions that share a
     * fleet unpinned have one signature.
     */
    public Optional<Signature> batched(Destination destination) {
        return registry.get().model(destination.model()).filter(model -> model.batching() == Batching.ON)
                .flatMap(model -> destination.version().isPresent()
                        ? model.version(destination.version().getAsLong())
                        : model.versions().values().stream().filter(version -> version.fleets().contains(destination.fleet())).findFirst())
                .filter(version -> version.fleets().contains(destination.fleet()))
                .map(Version::signature);
    }

    /** Servers behind a fleet's one address; 0 where nobody knows, or where each version has its share of them. */
    public int replicas(String fleet) {
        return registry.get().fleet(fleet).filter(known -> !known.mesh()).map(Fleet::replicas).orElse(0);
    }

    /** Whether model and version are in the registry under these names. */
    boolean mayBeLabel(Destination destination) {
        Optional<Model> model = registry.get().model(destination.model());
        return model.isPresent()
                && (destination.version().isEmpty() || model.get().version(destination.version().getAsLong()).isPresent());
    }
}
