package io.outrigger.modelserver.runtime;

import io.outrigger.proto.onnx.OnnxAttribute;
import io.outrigger.proto.onnx.OnnxGraph;
import io.outrigger.proto.onnx.OnnxNode;
import io.outrigger.proto.onnx.OnnxTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The constants of a graph: the rank of each, and the numbers in those that say axes, sizes and places to other operators. */
final class SmallConstants {

    private static final int NUMBERS_MAX = 64;
    private static final int INT32 = 6;
    private static final int INT64 = 7;

    private final Map<String, Integer> ranks = new HashMap<>();
    private final Map<String, List<Long>> numbers = new HashMap<>();

    SmallConstants(OnnxGraph graph) {
        graph.getInitializerList().forEach(constant -> put(constant.getName(), constant));
    }

    /** A node {@code Constant}. */
    void put(OnnxNode node) {
        if (node.getOutputCount() == 0) {
            return;
        }
        String name = node.getOutput(0);
        for (OnnxAttribute attribute : node.getAttributeList()) {
            switch (attribute.getName()) {
                case "value" -> put(name, attribute.getT());
                case "value_ints" -> put(name, 1, attribute.getIntsList());
                case "value_int" -> put(name, 0, List.of(attribute.getI()));
                default -> { }
            }
        }
    }

    private void put(String name, int rank, List<Long> values) {
        ranks.put(name, rank);
        numbers.put(name, List.copyOf(values));
    }

    private void put(String name, OnnxTensor constant) {
        ranks.put(name, constant.getDimsCount());
        long count = constant.getDimsList().stream().reduce(1L, (one, other) -> one < 0 || one > NUMBERS_MAX ? -1 : one * other);
        if (count < 0 || count > NUMBERS_MAX || constant.getExternalDataCount() > 0) {
            return;
        }
        boolean whole = constant.getDataType() == INT32 || constant.getDataType() == INT64;
        int bytes = constant.getDataType() == INT32 ? Integer.BYTES : Long.BYTES;
        if (whole && constant.getRawData().size() == count * bytes) {
            ByteBuffer raw = constant.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
            List<Long> values = new ArrayList<>();
            while (raw.hasRemaining()) {
                values.add(bytes == Integer.BYTES ? raw.getInt() : raw.getLong());
            }
            numbers.put(name, List.copyOf(values));
        } else if (constant.getInt64DataCount() == count) {
            numbers.put(name, List.copyOf(constant.getInt64DataList()));
        }
    }

    boolean contains(String name) {
        return ranks.containsKey(name);
    }

    int rank(String name) {
        return ranks.getOrDefault(name, Rows.UNKNOWN);
    }

    /** The numbers of a constant; empty where it is none, holds no whole numbers, or many. */
    Optional<List<Long>> numbers(String name) {
        return Optional.ofNullable(numbers.get(name));
    }
}
