package io.outrigger.gateway.testing;

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
import io.outrigger.registry.ServedAs;
import io.outrigger.registry.Strategy;
import io.outrigger.registry.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The models that the test registry knows. */
public final class Models {

    public static final String DIGEST = "ab".repeat(32);
    public static final ImageAdapter DIGITS = new ImageAdapter(
            "input", 28, 28, Filter.AREA, Color.GRAY, true, List.of(1 / 255.0), List.of(0.0), Layout.NCHW);
    public static final List<Fleet> FLEETS = List.of(new Fleet("default", "", false, 1), new Fleet("split", "split:8001", true, 1));

    private static final ClassificationAdapter LABELS = new ClassificationAdapter(
            "probabilities", IntStream.range(0, 10).mapToObj(Integer::toString).toList(), Activation.NONE);

    private Models() {
    }

    /** Takes pictures; v1 is stable, v2 is canary. */
    public static Model sampleClassifier() {
        return model("sample-classifier", List.of(sample(1, "default"), sample(2, "default")), 1, 2);
    }

    /** Takes two tensors, one of text beside them if one likes, and no pictures. */
    public static Model plain() {
        Signature signature = new Signature(
                List.of(new TensorSpec("a", Datatype.FP32, List.of(-1L, 4L), false), new TensorSpec("b", Datatype.INT64, List.of(-1L, 2L),
                        false),
                        new TensorSpec("text", Datatype.BYTES, List.of(-1L, 1L), true)),
                List.of(new TensorSpec("sum", Datatype.FP32, List.of(-1L), false)), 8, Optional.of(Duration.ofSeconds(2)),
                        Optional.empty());
        return model("plain", List.of(new Version(1, "onnx", Optional.empty(), signature, Adapter.NONE, List.of("default"),
                Instant.EPOCH)), 1, 1);
    }

    /** Its fleet is split by the mesh. */
    public static Model split() {
        return model("split", List.of(sample(1, "split"), sample(2, "split")), 1, 2);
    }

    /** A model of two versions whose alias stable points at one of them. */
    public static Model moving(long stable) {
        return model("moving", List.of(sample(1, "default"), sample(2, "default")), stable, 2);
    }

    /** Its one version, v5, is v1 of sample-classifier on the server; the alias stable points at it. */
    public static Model renamed() {
        Version own = sample(5, "default");
        return model("renamed", List.of(new Version(own.number(), own.framework(), own.artifactSha256(), own.signature(), own.adapter(),
                own.fleets(), own.createdAt(), Optional.of(new ServedAs("sample-classifier", 1)))), 5, 5);
    }

    public static Version sample(long number, String fleet) {
        Signature signature = new Signature(
                List.of(new TensorSpec("input", Datatype.FP32, List.of(-1L, 1L, 28L, 28L), false)),
                List.of(new TensorSpec("probabilities", Datatype.FP32, List.of(-1L, 10L), false)), 64, Optional.empty(), Optional.empty());
        return new Version(number, "onnx", Optional.of(DIGEST), signature, new Adapter(Optional.of(DIGITS), Optional.of(LABELS)),
                List.of(fleet), Instant.EPOCH);
    }

    private static Model model(String name, List<Version> versions, long stable, long canary) {
        return Model.of(name, "", Model.STABLE, Strategy.ROUND_ROBIN, Batching.ON, versions,
                List.of(new Alias("stable", stable, 1), new Alias("canary", canary, 1)), 1);
    }
}
