package io.outrigger.intake.picture;

import io.outrigger.openinference.tensor.Datatype;
import io.outrigger.openinference.tensor.Signature;
import io.outrigger.openinference.tensor.TensorSpec;
import io.outrigger.registry.Adapter;
import io.outrigger.registry.ImageAdapter;
import io.outrigger.registry.ImageAdapter.Color;
import io.outrigger.registry.ImageAdapter.Filter;
import io.outrigger.registry.ImageAdapter.Layout;
import io.outrigger.registry.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The sample model, as it is registered. */
final class Digits {

    static final ImageAdapter ADAPTER = new ImageAdapter(
            "input", 28, 28, Filter.AREA, Color.GRAY, true, List.of(1 / 255.0), List.of(0.0), Layout.NCHW);
    static final Version VERSION = new Version(1, "onnx", Optional.empty(),
            new Signature(
                    List.of(new TensorSpec("input", Datatype.FP32, List.of(-1L, 1L, 28L, 28L), false)),
                    List.of(new TensorSpec("probabilities", Datatype.FP32, List.of(-1L, 10L), false)), 64, Optional.empty(),
                    Optional.empty()),
            new Adapter(Optional.of(ADAPTER), Optional.empty()), List.of("default"), Instant.EPOCH);

    private Digits() {
    }
}
