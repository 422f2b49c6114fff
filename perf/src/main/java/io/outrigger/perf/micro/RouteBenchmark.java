package io.outrigger.perf.micro;

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
import io.outrigger.router.route.RequestedModel;
import io.outrigger.router.route.Router;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What the router decides of a request: the version behind an alias, the fleet of two, the headers; of a registry of 1,000 models. */
@State(Scope.Benchmark)
public class RouteBenchmark {

    private static final int MODELS = 1_000;
    private static final FleetConfig CONFIG =
            new FleetConfig(Duration.ofSeconds(1), Duration.ofSeconds(1), 2, 3, Duration.ofSeconds(10));

    private final RequestedModel requested = new RequestedModel("model-500", "stable");
    private final Router router = router(registry());

    private static Router router(RegistrySnapshot registry) {
        return new Router(registry::resolve, () -> registry, () -> registry, new Targets(CONFIG, System::nanoTime),
                new FleetChooser(3, RandomGenerator.getDefault()::nextInt));
    }

    private static RegistrySnapshot registry() {
        Map<String, Model> models = new HashMap<>();
        for (int i = 0; i < MODELS; i++) {
            models.put("model-" + i, Model.of("model-" + i, "", "stable", Strategy.LEAST_LATENCY, Batching.ON,
                    List.of(version(1), version(2)), List.of(new Alias("stable", 2, 1)), 1));
        }
        return new RegistrySnapshot(1, models,
                Map.of("one", new Fleet("one", "one:8001", false, 1), "two", new Fleet("two", "two:8001", false, 1)));
    }

    private static Version version(long number) {
        return new Version(number, "onnx", Optional.empty(),
                new Signature(List.of(), List.of(), 0, Optional.empty(), Optional.empty()),
                new Adapter(Optional.empty(), Optional.empty()), List.of("one", "two"), Instant.EPOCH);
    }

    /** Version, fleet and headers. */
    @Benchmark
    public RoutingHeaders route() {
        return router.toInferAtOnce(requested).orElseThrow().headers(RoutingHeaders.NONE);
    }
}
