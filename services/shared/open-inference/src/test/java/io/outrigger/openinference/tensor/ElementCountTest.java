package io.outrigger.openinference.tensor;

import static io.outrigger.openinference.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.chassis.errors.ErrorCode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElementCountTest {

    @Test
    void countsElementsAndBytes() {
        assertThat(ElementCount.of("x", List.of())).isEqualTo(1);
        assertThat(ElementCount.of("x", List.of(2L, 3L, 4L))).isEqualTo(24);
        assertThat(ElementCount.of("x", List.of(2L, 0L, 4L))).isZero();
        assertThat(ElementCount.of("x", List.of(Long.MAX_VALUE))).isEqualTo(Long.MAX_VALUE);
        assertThat(ElementCount.bytes("x", List.of(2L, 3L), Datatype.FP64)).isEqualTo(48);
        assertThat(ElementCount.bytes("x", List.of(2L, 3L), Datatype.BYTES)).isEqualTo(24);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "9223372036854775807,64       | more elements than can be counted",
        "4611686018427387904,2        | more elements than can be counted",
        "4294967296,4294967296        | more elements than can be counted",
        "4294967296,4294967296,0      | more elements than can be counted",
        "0,4294967296,4294967296      | more elements than can be counted",
        "2,-1                         | dimension 1 is negative",
        "0,-1                         | dimension 1 is negative",
        "-9223372036854775808         | dimension 0 is negative",
        "1,4611686018427387904        | more bytes than can be counted",
        "9223372036854775807          | more bytes than can be counted"})
    void refusesWhatCannotBe(String shape, String why) {
        List<Long> dimensions = LongStream.of(Arrays.stream(shape.split(",")).mapToLong(Long::parseLong).toArray())
                .boxed().toList();
        assertRefused(ErrorCode.SHAPE_MISMATCH, () -> ElementCount.bytes("in\nput", dimensions, Datatype.FP32),
                "'in?put'", "[" + shape + "]", why);
    }

    @Test
    void shortensLongShapesAndNames() {
        List<Long> shape = LongStream.range(0, 1000).map(i -> -1).boxed().toList();
        assertRefused(ErrorCode.SHAPE_MISMATCH, () -> ElementCount.of("x".repeat(100_000), shape), ",…]", "x…'");
    }
}
