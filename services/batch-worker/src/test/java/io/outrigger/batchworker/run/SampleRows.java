package io.outrigger.batchworker.run;

import io.outrigger.batchworker.rows.ChunkPlace;
import io.outrigger.openinference.tensor.Datatype;
import io.outrigger.openinference.tensor.Signature;
import io.outrigger.openinference.tensor.TensorSpec;
import io.outrigger.registry.Adapter;
import io.outrigger.registry.Batching;
import io.outrigger.registry.Model;
import io.outrigger.registry.Resolution;
import io.outrigger.registry.Strategy;
import io.outrigger.registry.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows of a model that takes two numbers a row. */
final class SampleRows {

    private SampleRows() {
    }

    static RowTerms terms(int batchSizeMax, Batching batching) {
        List<Long> rowShape = batchSizeMax > 0 ? List.of(-1L, 2L) : List.of(1L, 2L);
        TensorSpec tensor = new TensorSpec("x", Datatype.FP32, rowShape, false);
        var version = new Version(3, "onnx", Optional.of("ab".repeat(32)), new Signature(List.of(tensor), List.of(tensor), batchSizeMax,
                Optional.empty(), Optional.empty()), Adapter.NONE, List.of("default"), Instant.EPOCH);
        Model model = Model.of("pairs", "", Model.STABLE, Strategy.ROUND_ROBIN, batching, List.of(version), List.of(), 1);
        return new RowTerms("batch_1", new Resolution(model, version, true), "", "acme", List.of());
    }

    static String line(int id, double value) {
        return """
                {"custom_id": "row-%d", "input": {"tensors": [{"name": "x", "shape": [1, 2], "datatype": "FP32", "data": [%d, %s]}]}}
                """.formatted(id, id, value);
    }

    /** So many lines, with ids from 1. */
    static String lines(int rows) {
        return IntStream.rangeClosed(1, rows).mapToObj(id -> line(id, 0.5)).collect(Collectors.joining());
    }

    static ChunkPlace place(int rows, int... duplicates) {
        return new ChunkPlace(0, 0, 0, 1, rows, duplicates);
    }
}
