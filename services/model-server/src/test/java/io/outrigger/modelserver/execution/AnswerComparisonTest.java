package io.outrigger.modelserver.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.modelserver.runtime.ElementType;
import io.outrigger.modelserver.runtime.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnswerComparisonTest {

    private static Tensor tensor(ElementType type, double... values) {
        var data = ByteBuffer.allocate(values.length * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            switch (type) {
                case FP64 -> data.putDouble(value);
                case FP32 -> data.putFloat((float) value);
                case FP16 -> data.putShort(Float.floatToFloat16((float) value));
                case BF16 -> data.putShort((short) (Float.floatToRawIntBits((float) value) >>> Short.SIZE));
                case INT64 -> data.putLong((long) value);
                default -> throw new IllegalArgumentException(type.name());
            }
        }
        return new Tensor("out", type, new long[] {values.length}, data.flip());
    }

    private static boolean equal(ElementType type, double[] alone, double... joined) {
        return AnswerComparison.difference(List.of(tensor(type, alone)), List.of(tensor(type, joined))).isEmpty();
    }

    private static double[] values(double... values) {
        return values;
    }

    @Test
    void whatAnotherOrderOfSummationExplainsIsNoDifference() {
        for (ElementType type : List.of(ElementType.FP64, ElementType.FP32, ElementType.FP16, ElementType.BF16)) {
            double step = switch (type) {
                case FP64 -> 1e-12;
                case FP32 -> 1e-6;
                case FP16 -> 2e-3;
                default -> 1e-2;
            };
            assertThat(equal(type, values(1, -20), 1 + step, -20 * (1 - step))).as(type.name()).isTrue();
            assertThat(equal(type, values(1, -20), 1.1, -20)).as(type.name()).isFalse();
            assertThat(equal(type, values(0, 10), 10 * step / 10, 10)).as("near zero beside 10: " + type).isTrue();
            assertThat(equal(type, values(1e-4, 2e-4), 2e-4, 1e-4)).as("small values are compared as large ones: " + type).isFalse();
        }
    }

    @Test
    void aLargeNumberHidesNoDifferenceOfASmallOne() {
        assertThat(equal(ElementType.FP32, values(1e9, 0.25), 1e9, 0.5)).isFalse();
    }

    @Test
    void valuesThatAreNoNumbersEqualThemselvesAlone() {
        double nan = Double.NaN;
        double infinite = Double.POSITIVE_INFINITY;
        assertThat(equal(ElementType.FP32, values(nan, infinite, 0.0), nan, infinite, -0.0)).isTrue();
        assertThat(equal(ElementType.FP32, values(nan), 1)).isFalse();
        assertThat(equal(ElementType.FP32, values(1), nan)).isFalse();
        assertThat(equal(ElementType.FP32, values(infinite), -infinite)).isFalse();
        assertThat(equal(ElementType.FP32, values(infinite), 3e38)).isFalse();
    }

    @Test
    void everythingElseIsComparedExactly() {
        assertThat(equal(ElementType.INT64, values(1_000_000), 1_000_000)).isTrue();
        assertThat(equal(ElementType.INT64, values(1_000_000), 1_000_001)).isFalse();
    }

    @Test
    void shapesAreCompared() {
        Tensor one = tensor(ElementType.FP32, 1, 2);
        Tensor other = new Tensor("out", ElementType.FP32, new long[] {1, 2}, one.data());
        Optional<String> difference = AnswerComparison.difference(List.of(one), List.of(other));
        assertThat(difference).hasValue("output 'out' of a request has the shape [2] when it runs alone and [1, 2] when it is joined with "
                + "others");
    }
}
