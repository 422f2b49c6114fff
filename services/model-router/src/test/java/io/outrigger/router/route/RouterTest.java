package io.outrigger.router.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.chassis.headers.RoutingHeaders;
import io.outrigger.openinference.tensor.Signature;
import io.outrigger.registry.Adapter;
import io.outrigger.registry.Alias;
import io.outrigger.registry.Batching;
import io.outrigger.registry.Fleet;
import io.outrigger.registry.Model;
import io.outrigger.registry.Strategy;
import io.outrigger.registry.Version;
import io.outrigger.registryview.RegistrySnapshot;
import io.outrigger.router.fleet.FleetChooser;
import io.outrigger.router.fleet.FleetConfig;
import io.outrigger.router.fleet.Targets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RouterTest {

    private static final FleetConfig CONFIG =
            new FleetConfig(Duration.ofSeconds(1), Duration.ofSeconds(1), 2, 3, Duration.ofSeconds(10));

    private final RegistrySnapshot registry = new RegistrySnapshot(1,
            Map.of("plain", model("plain", "gpu"), "split", model("split", "mesh"), "both", model("both", "gpu", "mesh")),
            Map.of("gpu", new Fleet("gpu", "gpu:8001", false, 1), "mesh", new Fleet("mesh", "mesh:8001", true, 1)));
    private final Router router = new Router(
            registry::resolve, () -> registry, () -> registry, new Targets(CONFIG, () -> 0L), new FleetChooser(3, n -> 0));

    @Test
    void aPlainFleetGetsThePinnedVersionAlsoOfTheDefaultAlias() {
        Route route = router.toInfer(new RequestedModel("plain", ""));
        assertThat(route.headers(RoutingHeaders.NONE)).isEqualTo(
                RoutingHeaders.NONE.withModel("plain").withVersion("v2").withFleet("gpu"));
    }

    @Test
    void aMeshFleetGetsNoVersionUnlessTheRequestNamedOne() {
        assertThat(router.toInfer(new RequestedModel("split", "")).headers(RoutingHeaders.NONE).version()).isEmpty();
        assertThat(router.toInfer(new RequestedModel("split", "v1")).headers(RoutingHeaders.NONE).version()).isEqualTo("v1");
        assertThat(router.toInfer(new RequestedModel("split", "stable")).headers(RoutingHeaders.NONE).version()).isEqualTo("v2");
    }

    @Test
    void ofAMixedVersionOnlyTheMeshIsLeftUnpinned() {
        RoutingHeaders first = router.toInfer(new RequestedModel("both", "")).headers(RoutingHeaders.NONE);
        RoutingHeaders second = router.toInfer(new RequestedModel("both", "")).headers(RoutingHeaders.NONE);
        assertThat(List.of(first.fleet() + first.version(), second.fleet() + second.version())).containsExactlyInAnyOrder("gpuv2", "mesh");
    }

    @Test
    void anInboundFleetIsNotBelieved() {
        RoutingHeaders spoofed = RoutingHeaders.NONE.withFleet("elsewhere");
        assertThat(router.toInfer(new RequestedModel("plain", "1")).headers(spoofed).fleet()).isEqualTo("gpu");
    }

    @Test
    void loadingGoesToTheFleetOfTheDefaultVersion() {
        assertThat(router.fleetOf("plain")).isEqualTo("gpu");
        assertThat(router.fleetOf("nobody")).isEqualTo("default");
    }

    private static Model model(String name, String... fleets) {
        return Model.of(name, "", "stable", Strategy.ROUND_ROBIN, Batching.ON, List.of(version(1, fleets), version(2, fleets)),
                List.of(new Alias("stable", 2, 1)), 1);
    }

    private static Version version(long number, String... fleets) {
        return new Version(number, "onnx", Optional.empty(),
                new Signature(List.of(), List.of(), 0, Optional.empty(), Optional.empty()),
                new Adapter(Optional.empty(), Optional.empty()), List.of(fleets), Instant.EPOCH);
    }
}
