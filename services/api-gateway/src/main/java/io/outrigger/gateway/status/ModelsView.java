package io.outrigger.gateway.status;

import io.outrigger.gateway.status.StatusDocument.AliasStatus;
import io.outrigger.gateway.status.StatusDocument.ModelStatus;
import io.outrigger.gateway.status.StatusDocument.Models;
import io.outrigger.gateway.status.StatusDocument.VersionBatches;
import io.outrigger.gateway.status.StatusDocument.VersionStatus;
import io.outrigger.gateway.traffic.ModelVersion;
import io.outrigger.gateway.traffic.Traffic;
import io.outrigger.gateway.traffic.TrafficWindow;
import io.outrigger.registry.Alias;
import io.outrigger.registry.Model;
import io.outrigger.registry.Version;
import io.outrigger.registry.VersionNumber;
import io.outrigger.registryview.RegistrySnapshot;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All models at one moment, of which each viewer sees those that it may use. Immutable.
 *
 * <p>Several registered versions may be one on their servers, and a lane is theirs together: only who may use all of them is told of it.
 */
record ModelsView(RegistrySnapshot registry, TrafficWindow traffic, ToldLanes lanes, Map<ServedVersion, Set<String>> owners) {

    static final int MODELS_MAX = 100;
    static final int VERSIONS_MAX = 10;
    private static final int ALIASES_MAX = 20;

    static ModelsView of(RegistrySnapshot registry, TrafficWindow traffic, ToldLanes lanes) {
        Map<ServedVersion, Set<String>> owners = new HashMap<>();
        if (!lanes.figures().isEmpty()) {
            registry.models().values().forEach(model -> model.versions().values().forEach(version ->
                    served(model, version).forEach(served -> owners.computeIfAbsent(served, first -> new HashSet<>()).add(model.name()))));
        }
        return new ModelsView(registry, traffic, lanes, owners);
    }

    /** Those with most to do where there are too many, by name. */
    Models of(Viewer viewer) {
        List<Model> all = registry.models().values().stream().filter(model -> viewer.mayUse(model.name())).toList();
        Map<String, Traffic> traffics = all.stream().collect(Collectors.toMap(Model::name, this::traffic));
        Comparator<Model> busiest = Comparator.comparingDouble((Model model) -> requests(traffics.get(model.name()))).reversed();
        List<ModelStatus> shown = all.stream().sorted(busiest.thenComparing(Model::name)).limit(MODELS_MAX)
                .sorted(Comparator.comparing(Model::name)).map(model -> status(model, traffics.get(model.name()), viewer)).toList();
        return new Models(all.size(), all.size() - shown.size(), shown);
    }

    private Traffic traffic(Model model) {
        return traffic.of(model.versions().values().stream().map(version -> key(model, version)).toList());
    }

    private static double requests(Traffic traffic) {
        return traffic.requestsPerSecond() == null ? 0 : traffic.requestsPerSecond();
    }

    private ModelStatus status(Model model, Traffic of, Viewer viewer) {
        List<AliasStatus> aliases = model.aliases().values().stream().limit(ALIASES_MAX)
                .map(alias -> new AliasStatus(alias.name(), version(alias))).toList();
        Set<Long> meant = model.aliases().values().stream().map(Alias::version).collect(Collectors.toSet());
        Comparator<Version> meantFirst = Comparator.comparing((Version version) -> !meant.contains(version.number()));
        List<VersionStatus> versions = model.versions().descendingMap().values().stream().sorted(meantFirst).limit(VERSIONS_MAX)
                .sorted(Comparator.comparingLong(Version::number).reversed()).map(version -> status(model, version, viewer)).toList();
        return new ModelStatus(model.name(), model.defaultAlias(), of, aliases, versions, model.versions().size() - versions.size());
    }

    private static String version(Alias alias) {
        return VersionNumber.text(alias.version());
    }

    private VersionStatus status(Model model, Version version, Viewer viewer) {
        VersionBatches batches = served(model, version).stream().filter(lanes.figures()::containsKey)
                .filter(served -> owners.get(served).stream().allMatch(viewer::mayUse))
                .map(lanes.figures()::get).reduce(BatchFigures::plus).map(VersionBatches::of).orElse(null);
        return new VersionStatus(version.text(), version.framework(), version.adapter().image().isPresent(),
                traffic.of(List.of(key(model, version))), batches);
    }

    private static ModelVersion key(Model model, Version version) {
        return new ModelVersion(model.name(), version.text());
    }

    private static Collection<ServedVersion> served(Model model, Version version) {
        var onServer = version.onServer(model.name());
        return version.fleets().stream()
                .map(fleet -> new ServedVersion(fleet, onServer.model(), Long.toString(onServer.version()))).toList();
    }
}
