package io.outrigger.metadata.signatures;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.openinference.tensor.Datatype;
import io.outrigger.openinference.tensor.Signature;
import io.outrigger.openinference.tensor.TensorSpec;
import io.outrigger.registry.Adapter;
import io.outrigger.registry.ImageAdapter;
import io.outrigger.registry.ImageAdapter.Color;
import io.outrigger.registry.ImageAdapter.Filter;
import io.outrigger.registry.ImageAdapter.Layout;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdapterRulesTest {

    @ParameterizedTest
    @CsvSource(delimiter = ' ', value = {
        "NCHW RGB 8 -1,3,8,8", "NHWC RGB 8 -1,8,8,3", "FLAT RGB 8 -1,192", "NCHW GRAY 8 -1,64", "NCHW GRAY 8 -1,8,8",
                "NCHW RGB 8 -1,-1,-1,-1",
        "NCHW RGB 8 -1,3,-1,-1", "FLAT GRAY 8 -1,8,8", "NCHW RGB 0 1,3,8,8", "NCHW RGB 0 -1,3,8,8", "NCHW RGB 0 3,8,8",
                "NHWC BGR 0 -1,-1,3",
    })
    void picturesThatFit(Layout layout, Color color, int maxBatchSize, String shape) {
        assertThatCode(() -> check(layout, color, maxBatchSize, shape)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', value = {
        "NCHW RGB 8 -1,8,8,3", "NHWC RGB 8 -1,3,8,8", "NCHW GRAY 8 -1,3,8,8", "FLAT RGB 8 -1,64", "NCHW RGB 8 -1,2,3,8,8",
                "NCHW RGB 0 2,3,8,8",
        "NCHW RGB 8 -1,3,7,-1", "NCHW RGB 8 -1", "FLAT RGB 8 -1,5,-1",
    })
    void picturesThatDoNot(Layout layout, Color color, int maxBatchSize, String shape) {
        assertThatThrownBy(() -> check(layout, color, maxBatchSize, shape)).isInstanceOf(ServiceException.class)
                .hasMessageContaining("does not fit");
    }

    private static void check(Layout layout, Color color, int maxBatchSize, String shape) {
        List<Long> dimensions = Arrays.stream(shape.split(",")).map(Long::valueOf).toList();
        var signature = new Signature(
                List.of(new TensorSpec("x", Datatype.FP32, dimensions, false)),
                List.of(new TensorSpec("y", Datatype.FP32, List.of(-1L, 10L), false)), maxBatchSize, Optional.empty(), Optional.empty());
        SignatureRules.check(signature);
        AdapterRules.check(new Adapter(Optional.of(new ImageAdapter("x", 8, 8, Filter.AREA, color, false, List.of(1.0), List.of(0.0),
                layout)),
                Optional.empty()), signature);
    }
}
