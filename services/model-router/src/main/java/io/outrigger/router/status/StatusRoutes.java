package io.outrigger.router.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.outrigger.chassis.server.JsonAnswer;
import io.outrigger.chassis.server.MethodNotAllowed;
import io.outrigger.registry.Model;
import io.outrigger.registry.Version;
import io.outrigger.registry.VersionNumber;
import io.outrigger.registryview.RegistrySnapshot;
import io.outrigger.registryview.RegistryView;
import io.outrigger.router.fleet.Target;
import io.outrigger.router.fleet.Targets;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** {@code GET /v1/routes}: the copy of the registry as it is routed by; {@code GET /v1/fleets}: each fleet's state by model. */
public final class StatusRoutes implements Consumer<HttpRouting.Builder> {

    private static final String ROUTES = "/v1/routes";
    private static final String FLEETS = "/v1/fleets";
    private static final int LISTED_MAX = 1_000;

    private final RegistryView registry;
    private final Targets targets;
    private final Clock clock;

    public StatusRoutes(RegistryView registry, Targets targets, Clock clock) {
        this.registry = registry;
        this.targets = targets;
        this.clock = clock;
    }

    /** @param registryAgeMs null, and said so, as long as nothing was heard of the registry */
    private record RouteListing(
            boolean registryLoaded, long registryRevision, @JsonInclude Long registryAgeMs, int modelsTotal, List<RouteView> models) {
    }

    private record RouteView(
            String name, String strategy, String defaultAlias, Map<String, String> aliases, Map<String, List<String>> versions) {
    }

    private record FleetListing(int targetsTotal, List<TargetView> targets) {
    }

    /** @param lastFailure null, and said so, where there was none */
    private record TargetView(
            String fleet, String model, String version, String health, double latencyMsMean, int inFlight,
            @JsonInclude String lastFailure) {
    }

    @Override
    public void accept(HttpRouting.Builder routing) {
        routing.get(ROUTES, (request, response) -> JsonAnswer.send(response, Status.OK_200, routes()));
        routing.get(FLEETS, (request, response) -> JsonAnswer.send(response, Status.OK_200, fleets()));
        MethodNotAllowed.elsewhere(routing, ROUTES, "GET");
        MethodNotAllowed.elsewhere(routing, FLEETS, "GET");
    }

    private RouteListing routes() {
        RegistrySnapshot snapshot = registry.snapshot();
        Long ageMs = registry.lastContact().map(contact -> Duration.between(contact, clock.instant()).toMillis()).orElse(null);
        List<RouteView> models = snapshot.models().values().stream()
                .sorted(Comparator.comparing(Model::name))
                .limit(LISTED_MAX)
                .map(StatusRoutes::view)
                .toList();
        return new RouteListing(registry.loaded(), snapshot.revision(), ageMs, snapshot.models().size(), models);
    }

    private static RouteView view(Model model) {
        Map<String, String> aliases = new TreeMap<>();
        model.aliases().values().forEach(alias -> aliases.put(alias.name(), VersionNumber.text(alias.version())));
        Map<String, List<String>> versions = new TreeMap<>();
        model.versions().values().stream().sorted(Comparator.comparingLong(Version::number).reversed()).limit(LISTED_MAX)
                .forEach(version -> versions.put(version.text(), version.fleets()));
        return new RouteView(model.name(), model.strategy().text(), model.defaultAlias(), aliases, versions);
    }

    private FleetListing fleets() {
        List<Target> all = targets.all();
        List<TargetView> views = all.stream()
                .map(Target::view)
                .sorted(Comparator.comparing(Target.View::fleet).thenComparing(Target.View::model).thenComparing(Target.View::version))
                .limit(LISTED_MAX)
                .map(view -> new TargetView(view.fleet(), view.model(), view.version(), view.up() ? "up" : "down",
                        view.latencyMsMean(), view.inFlight(), view.lastFailure().orElse(null)))
                .toList();
        return new FleetListing(all.size(), views);
    }
}
