package io.outrigger.router.fleet;

import io.outrigger.registry.Model;
import io.outrigger.registry.ServedAs;
import io.outrigger.registry.Version;
import io.outrigger.registryview.RegistrySnapshot;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Every target there is, following the registry: what stays keeps its health and latency, what is deleted is forgotten.
 *
 * <p>A version that a request needs before its registration has arrived here gets its targets then.
 */
public final class Targets {

    private final FleetConfig config;
    private final LongSupplier nanoTime;
    private final ConcurrentHashMap<VersionKey, VersionTargets> versions = new ConcurrentHashMap<>();

    private record VersionKey(String model, long version) {
    }

    public Targets(FleetConfig config, LongSupplier nanoTime) {
        this.config = config;
        this.nanoTime = nanoTime;
    }

    /** The targets of one version. */
    public VersionTargets of(String model, Version version) {
        VersionKey key = new VersionKey(model, version.number());
        VersionTargets present = versions.get(key);
        if (present != null && present.areOf(version)) {
            return present;
        }
        return versions.compute(key, (same, before) -> new VersionTargets(version.fleets().stream()
                .map(fleet -> existing(before, fleet, model, version))
                .toList()));
    }

    /** Takes over the registry's versions. */
    public void follow(RegistrySnapshot registry) {
        Set<VersionKey> registered = new HashSet<>();
        for (Model model : registry.models().values()) {
            for (Version version : model.versions().values()) {
                registered.add(new VersionKey(model.name(), version.number()));
                of(model.name(), version);
            }
        }
        versions.keySet().retainAll(registered);
    }

    public List<Target> all() {
        return versions.values().stream().flatMap(version -> version.all().stream()).toList();
    }

    private Target existing(VersionTargets before, String fleet, String model, Version version) {
        Stream<Target> known = before == null ? Stream.empty() : before.all().stream();
        return known.filter(target -> target.fleet().equals(fleet) && target.isOf(version)).findFirst()
                .orElseGet(() -> new Target(fleet, model, version.number(), version.artifactSha256().orElse(""),
                        version.servedAs().map(ServedAs::text).orElse(""), config, nanoTime));
    }
}
