package io.outrigger.router.route;

import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.registry.Fleet;
import io.outrigger.registry.Model;
import io.outrigger.registry.Resolution;
import io.outrigger.registry.Version;
import io.outrigger.registryview.RegistrySnapshot;
import io.outrigger.router.fleet.FleetChooser;
import io.outrigger.router.fleet.Target;
import io.outrigger.router.fleet.Targets;
import io.outrigger.router.fleet.VersionTargets;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Finds version and fleet of a request in the newest copy of the registry. */
public final class Router {

    /** What fits into a header; more versions at once are in no fleet that a mesh splits. */
    private static final int DIGESTS_MAX = 40;

    private final BiFunction<String, String, Resolution> resolve;
    private final Supplier<RegistrySnapshot> registry;
    private final Supplier<RegistrySnapshot> currentRegistry;
    private final Targets targets;
    private final FleetChooser chooser;

    /**
     * @param resolve model and requested version to what they mean; throws while the registry is not known
     * @param currentRegistry the copy once it is as new as the registry is now
     */
    public Router(BiFunction<String, String, Resolution> resolve, Supplier<RegistrySnapshot> registry,
            Supplier<RegistrySnapshot> currentRegistry, Targets targets, FleetChooser chooser) {
        this.resolve = resolve;
        this.registry = registry;
        this.currentRegistry = currentRegistry;
        this.targets = targets;
        this.chooser = chooser;
    }

    /** The route of an inference by the copy at hand; empty where that lacks what is asked for, which may be new. */
    public Optional<Route> toInferAtOnce(RequestedModel requested) {
        Resolution resolution;
        try {
            resolution = registry.get().resolve(requested.model(), requested.version());
        } catch (ServiceException unknown) {
            return Optional.empty();
        }
        return Optional.of(route(resolution, this::choose));
    }

    /** The route of an inference: by the model's strategy among the fleets that are up; may wait for news of the registry. */
    public Route toInfer(RequestedModel requested) {
        return route(resolve.apply(requested.model(), requested.version()), this::choose);
    }

    /** The route of a question about a model, which is answered however its fleets are. */
    public Route toAsk(RequestedModel requested) {
        return route(resolve.apply(requested.model(), requested.version()), resolution -> targetsOf(resolution).preferred());
    }

    /** The fleet that loads and unloads a model: that of its default version, or {@code default} where there is none. */
    public String fleetOf(String model) {
        return registry.get().model(model)
                .or(() -> currentRegistry.get().model(model))
                .flatMap(Router::leading)
                .flatMap(version -> version.fleets().stream().findFirst())
                .orElse(Fleet.DEFAULT);
    }

    private Target choose(Resolution resolution) {
        return chooser.choose(targetsOf(resolution), resolution.model().strategy());
    }

    private Route route(Resolution resolution, Function<Resolution, Target> choose) {
        Target target = choose.apply(resolution);
        // Only a mesh can split: what goes to a plain fleet must be pinned, or the server would take its newest version.
        boolean pinned = resolution.pinned() || !registry.get().fleet(target.fleet()).map(Fleet::mesh).orElse(false);
        String digest = pinned ? resolution.version().artifactSha256().orElse("") : digests(resolution.model(), target.fleet());
        return new Route(resolution.model().name(), resolution.version(), pinned, target, digest);
    }

    /** The artifacts of all versions on a fleet, by the numbers that its servers know, the newest versions first. */
    private static String digests(Model model, String fleet) {
        return model.versions().descendingMap().values().stream()
                .filter(version -> version.fleets().contains(fleet) && version.artifactSha256().isPresent())
                .limit(DIGESTS_MAX)
                .map(version -> version.onServer(model.name()).version() + "=" + version.artifactSha256().get())
                .collect(Collectors.joining(","));
    }

    private VersionTargets targetsOf(Resolution resolution) {
        VersionTargets found = targets.of(resolution.model().name(), resolution.version());
        found.askedFor();
        return found;
    }

    /** The version behind the default alias, or the newest. */
    private static Optional<Version> leading(Model model) {
        return model.alias(model.defaultAlias())
                .flatMap(alias -> model.version(alias.version()))
                .or(() -> model.versions().isEmpty() ? Optional.empty() : Optional.of(model.versions().lastEntry().getValue()));
    }
}
