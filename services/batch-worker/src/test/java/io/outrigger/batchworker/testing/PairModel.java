package io.outrigger.batchworker.testing;

import io.outrigger.openinference.tensor.Datatype;
import io.outrigger.openinference.tensor.Signature;
import io.outrigger.openinference.tensor.TensorSpec;
import io.outrigger.registry.Adapter;
import io.outrigger.registry.Alias;
import io.outrigger.registry.Batching;
import io.outrigger.registry.Model;
import io.outrigger.registry.Strategy;
import io.outrigger.registry.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** Models that take two numbers a row, four rows at once, and answer with them; chunks of them have 32 rows. */
final class PairModel {

    private static final int BATCH_SIZE_MAX = 4;

    private PairModel() {
    }

    static List<Model> all() {
        return List.of(model("pairs"), model("couples"));
    }

    /** With the versions 1 to 3, of which 3 is stable. */
    private static Model model(String name) {
        return Model.of(name, "", Model.STABLE, Strategy.ROUND_ROBIN, Batching.ON, LongStream.rangeClosed(1, 3)
                .mapToObj(PairModel::version).toList(), List.of(new Alias(Model.STABLE, 3, 1), new Alias("old", 1, 1)), 1);
    }

    private static Version version(long number) {
        TensorSpec tensor = new TensorSpec("x", Datatype.FP32, List.of(-1L, 2L), false);
        return new Version(number, "onnx", Optional.of(("a" + number).repeat(32)), new Signature(List.of(tensor), List.of(tensor),
                BATCH_SIZE_MAX, Optional.empty(), Optional.empty()), Adapter.NONE, List.of("default"), Instant.EPOCH);
    }
}
