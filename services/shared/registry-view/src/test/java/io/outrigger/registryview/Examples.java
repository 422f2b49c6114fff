package io.outrigger.registryview;

import io.outrigger.openinference.tensor.Datatype;
import io.outrigger.openinference.tensor.Signature;
import io.outrigger.openinference.tensor.TensorSpec;
import io.outrigger.registry.Adapter;
import io.outrigger.registry.Alias;
import io.outrigger.registry.Batching;
import io.outrigger.registry.ClassificationAdapter;
import io.outrigger.registry.ClassificationAdapter.Activation;
import io.outrigger.registry.Fleet;
import io.outrigger.registry.ImageAdapter;
import io.outrigger.registry.ImageAdapter.Color;
import io.outrigger.registry.ImageAdapter.Filter;
import io.outrigger.registry.ImageAdapter.Layout;
import io.outrigger.registry.Model;
import io.outrigger.registry.Strategy;
import io.outrigger.registry.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Models for tests. */
final class Examples {

    static final Signature SIGNATURE = new Signature(
            List.of(new TensorSpec("input", Datatype.FP32, List.of(-1L, 1L, 28L, 28L), false),
                    new TensorSpec("bias", Datatype.INT64, List.of(-1L, -1L), true)),
            List.of(new TensorSpec("scores", Datatype.FP32, List.of(-1L, 10L), false)),
            16, Optional.of(Duration.ofMillis(1_500)), Optional.of(Duration.ofMillis(20)));

    static final Adapter ADAPTER = new Adapter(
            Optional.of(new ImageAdapter("input", 28, 28, Filter.AREA, Color.GRAY, true, List.of(1 / 255.0), List.of(0.0), Layout.NCHW)),
            Optional.of(new ClassificationAdapter("scores", List.of("0", "1"), Activation.SOFTMAX)));

    private Examples() {
    }

    static Version version(long number, String... fleets) {
        return new Version(number, "onnx", Optional.of("ab".repeat(32)), SIGNATURE, ADAPTER, List.of(fleets),
                Instant.parse("2026-01-02T03:04:05.678901Z"));
    }

    /** v1 on "default" and v2 on "split", stable → v1, canary → v2. */
    static Model model(String name, long revision) {
        return Model.of(name, "digits", Model.STABLE, Strategy.LEAST_LATENCY, Batching.ON,
                List.of(version(1, Fleet.DEFAULT), version(2, "split")),
                List.of(new Alias(Model.STABLE, 1, 3), new Alias("canary", 2, 4)), revision);
    }
}
