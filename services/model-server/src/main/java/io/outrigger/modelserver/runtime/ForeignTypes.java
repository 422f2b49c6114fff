package io.outrigger.modelserver.runtime;

import io.outrigger.chassis.errors.Quote;
import io.outrigger.proto.onnx.OnnxType;
import io.outrigger.proto.onnx.OnnxValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Inputs and outputs that ONNX knows and the Open Inference Protocol cannot carry, by the names that ONNX has for them. */
final class ForeignTypes {

    private static final Map<Integer, String> ELEMENTS = Map.ofEntries(Map.entry(14, "COMPLEX64"), Map.entry(15, "COMPLEX128"),
            Map.entry(17, "FLOAT8E4M3FN"), Map.entry(18, "FLOAT8E4M3FNUZ"), Map.entry(19, "FLOAT8E5M2"), Map.entry(20, "FLOAT8E5M2FNUZ"),
            Map.entry(21, "UINT4"), Map.entry(22, "INT4"), Map.entry(23, "FLOAT4E2M1"), Map.entry(24, "FLOAT8E8M0"),
            Map.entry(25, "UINT2"), Map.entry(26, "INT2"));

    private ForeignTypes() {
    }

    /** A sentence about the first of them; empty for a file of which everything can be served. */
    static Optional<String> in(OnnxFile file) {
        return first("input", file.inputs()).or(() -> first("output", file.outputs()));
    }

    private static Optional<String> first(String kind, List<OnnxValue> values) {
        return values.stream()
                .flatMap(value -> fault(value.getType()).map(fault -> kind + " " + Quote.of(value.getName()) + " " + fault).stream())
                .findFirst();
    }

    private static Optional<String> fault(OnnxType type) {
        return switch (type.getValueCase()) {
            case TENSOR_TYPE -> Optional.ofNullable(ELEMENTS.get(type.getTensorType().getElemType()))
                    .map(name -> "has the type " + name + ", which the protocol lacks");
            case VALUE_NOT_SET -> Optional.empty();
            case SEQUENCE_TYPE -> noTensor("a sequence");
            case MAP_TYPE -> noTensor("a map");
            case SPARSE_TENSOR_TYPE -> noTensor("a sparse tensor");
            case OPTIONAL_TYPE -> noTensor("an optional value");
        };
    }

    private static Optional<String> noTensor(String what) {
        return Optional.of("is no tensor but " + what + ", which the Open Inference Protocol cannot carry");
    }
}
